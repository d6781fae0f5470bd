package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.InsertResult;
import dev.letterbox.messageservice.message.store.MessageStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit for a part of the chats: at most one flush is in flight, and the sends
 * that arrive meanwhile form the next one. At low load a send waits for nothing; at high
 * load one round trip carries many messages of several chats.
 * <p>
 * A position is tried only after the position before it is known to be stored, or in the
 * same ordered insert directly after it. That keeps every chat dense in all branches
 * below.
 * <p>
 * A lane ends only when it is closed. An unexpected failure ends the flush in which it
 * happens, and the outcome of that flush's sends is treated as unknown.
 */
class Lane implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Lane.class);

	// The send itself may be what makes its flush fail, so its retries are bounded.
	private static final int MOST_FAILED_FLUSHES = 2;

	private final String name;

	private final BlockingQueue<PendingSend> waiting = new LinkedBlockingQueue<>();

	private final MessageStore store;

	private final AppendSettings settings;

	private final Clock clock;

	private final TipCache tips;

	private final SendRecovery recovery;

	private final RecentMessages recent;

	private final AppendMetrics metrics;

	private final AtomicLong failures = new AtomicLong();

	private final Thread thread;

	private volatile boolean closed;

	Lane(String name, MessageStore store, RecentMessages recent, AppendSettings settings, Clock clock,
			AppendMetrics metrics) {
		this.name = name;
		this.store = store;
		this.recent = recent;
		this.settings = settings;
		this.clock = clock;
		this.tips = new TipCache(Math.max(1, settings.tips() / settings.lanes()), (chat) -> {
			metrics.tipRead();
			return Tip.of(store.tip(chat));
		});
		this.recovery = new SendRecovery(store, this.tips, metrics, this::offer, this::failed);
		this.metrics = metrics;
		this.thread = Thread.ofVirtual().name(name).start(this::run);
	}

	/**
	 * Stores a send and waits for its answer. Its chat's tip is kept meanwhile.
	 * @throws StoreUnavailableException if it was certainly not stored
	 * @throws OutcomeUnknownException if it may have been
	 */
	Receipt append(PendingSend send) throws InterruptedException {
		boolean known = this.tips.retain(send.chat());
		try {
			this.metrics.lookedForTip(known);
			if (!known) {
				// On the caller's thread, so that the tips of many chats are read at
				// once.
				this.tips.read(send.chat());
			}
			offer(send);
			return send.await();
		}
		finally {
			this.tips.release(send.chat());
		}
	}

	private void offer(PendingSend send) {
		this.waiting.add(send);
	}

	String name() {
		return this.name;
	}

	/**
	 * Whether its thread runs.
	 */
	boolean isAlive() {
		return this.thread.isAlive();
	}

	/**
	 * How often a flush, or the recovery after one, failed unexpectedly.
	 */
	long failures() {
		return this.failures.get();
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
	}

	private void run() {
		while (!this.closed) {
			try {
				gatherAndFlush();
			}
			catch (InterruptedException ex) {
				log.debug("{} is interrupted", this.name);
			}
			catch (Throwable ex) {
				// The failure is counted, and the recovery could not be carried out, for
				// instance because memory is short. The sends know whether they may be
				// stored, and their clients are answered at the deadline.
			}
		}
	}

	private void gatherAndFlush() throws InterruptedException {
		List<PendingSend> batch = new ArrayList<>();
		try {
			gather(batch);
			flush(batch);
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			try {
				recover(batch, ex);
			}
			finally {
				failed(ex);
			}
		}
	}

	private void gather(List<PendingSend> batch) throws InterruptedException {
		long size = 0;
		PendingSend next = this.waiting.take();
		while (next != null) {
			batch.add(next);
			if (next.tryStart()) {
				size += next.weight();
			}
			else {
				batch.removeLast();
			}
			PendingSend following = this.waiting.peek();
			boolean full = batch.size() >= this.settings.batchCount()
					|| (following != null && size + following.weight() > this.settings.batchSize().toBytes());
			next = full ? null : this.waiting.poll();
		}
	}

	private void flush(List<PendingSend> batch) {
		List<PendingSend> rest = batch;
		while (!rest.isEmpty()) {
			Map<String, Tip> known = new HashMap<>();
			List<PendingSend> inserted = withTips(rest, known);
			if (inserted.isEmpty()) {
				return;
			}
			List<Message> messages = assignPositions(inserted, known);
			rest = settle(inserted, messages, insert(messages));
		}
	}

	/**
	 * Settles the sends that a failed flush has neither settled nor handed to the
	 * recovery: looks up those that may be stored, and refuses the others.
	 */
	private void recover(List<PendingSend> batch, Throwable failure) {
		StoreUnavailableException refusal = new StoreUnavailableException(Reason.STORE_FAILED, failure);
		List<PendingSend> unknown = new ArrayList<>();
		for (PendingSend send : batch) {
			if (send.isInFlush()) {
				this.tips.forget(send.chat());
				if (send.recordFailedFlush() < MOST_FAILED_FLUSHES && send.mayBeStored()) {
					unknown.add(send);
				}
				else {
					send.fail(refusal);
				}
			}
		}
		this.recovery.afterUnknown(unknown);
	}

	private void failed(Throwable failure) {
		this.failures.incrementAndGet();
		this.metrics.laneFailed();
		log.error("{} failed unexpectedly and continues", this.name, failure);
	}

	private InsertResult insert(List<Message> messages) {
		long begun = System.nanoTime();
		InsertResult result = this.store.insert(messages);
		if (!(result instanceof InsertResult.NotTried)) {
			this.metrics.flushed(messages.size(), System.nanoTime() - begun);
		}
		return result;
	}

	/**
	 * Drops the sends whose client has been answered, and hands those whose chat's tip
	 * was forgotten since they were offered to the recovery.
	 */
	private List<PendingSend> withTips(List<PendingSend> batch, Map<String, Tip> known) {
		List<PendingSend> withTip = new ArrayList<>(batch.size());
		List<PendingSend> withoutTip = new ArrayList<>();
		for (PendingSend send : batch) {
			if (send.tryStart()) {
				boolean found = known.computeIfAbsent(send.chat(), this.tips::get) != null;
				(found ? withTip : withoutTip).add(send);
			}
		}
		this.recovery.afterConflict(withoutTip);
		return withTip;
	}

	private List<Message> assignPositions(List<PendingSend> batch, Map<String, Tip> known) {
		Map<String, Tip> last = new HashMap<>(known);
		long now = this.clock.instant().getEpochSecond();
		List<Message> messages = new ArrayList<>(batch.size());
		for (PendingSend send : batch) {
			Tip position = Objects.requireNonNull(last.get(send.chat())).next(now);
			last.put(send.chat(), position);
			messages.add(send.startInsert(position));
		}
		return messages;
	}

	/**
	 * Answers the sends whose outcome is known, and returns those to be inserted at once.
	 */
	private List<PendingSend> settle(List<PendingSend> batch, List<Message> messages, InsertResult result) {
		return switch (result) {
			case InsertResult.Complete() -> {
				stored(batch, messages, batch.size());
				yield List.of();
			}
			case InsertResult.IdTaken(int index) -> {
				stored(batch, messages, index);
				this.recovery.afterTakenId(batch.get(index));
				yield batch.subList(index + 1, batch.size());
			}
			case InsertResult.PositionTaken(int index) -> {
				stored(batch, messages, index);
				this.metrics.positionConflict();
				yield otherChats(batch, index, this.recovery::afterConflict);
			}
			case InsertResult.KeyTaken(int index) -> {
				stored(batch, messages, index);
				yield otherChats(batch, index, this.recovery::afterTakenKey);
			}
			case InsertResult.Unknown(Exception cause) -> {
				this.metrics.flushUnknown();
				log.warn("{} messages may or may not be stored: {}", batch.size(), cause.getMessage());
				for (PendingSend send : batch) {
					this.tips.forget(send.chat());
					send.markUnknown();
				}
				this.recovery.afterUnknown(batch);
				yield List.of();
			}
			case InsertResult.NotTried(Exception cause) -> {
				List<PendingSend> unknown = batch.stream().filter(PendingSend::mayBeStored).toList();
				var refusal = new StoreUnavailableException(Reason.of(cause), cause);
				batch.forEach(PendingSend::markWaiting);
				this.recovery.afterUnknown(unknown);
				batch.stream().filter((send) -> !send.mayBeStored()).forEach((send) -> send.fail(refusal));
				yield List.of();
			}
		};
	}

	/**
	 * Hands the send at the index, whose position or id is taken, and the later sends of
	 * its chat to the recovery. Returns the later sends of other chats, which continue at
	 * once.
	 */
	private List<PendingSend> otherChats(List<PendingSend> batch, int index, Consumer<List<PendingSend>> recovery) {
		String contended = batch.get(index).chat();
		this.tips.forget(contended);
		Map<Boolean, List<PendingSend>> rest = batch.subList(index, batch.size())
			.stream()
			.collect(Collectors.partitioningBy((send) -> send.chat().equals(contended)));
		recovery.accept(rest.getOrDefault(true, List.of()));
		return rest.getOrDefault(false, List.of());
	}

	private void stored(List<PendingSend> batch, List<Message> messages, int count) {
		for (int i = 0; i < count; i++) {
			Message message = messages.get(i);
			this.tips.put(message.chat(), new Tip(message.position(), message.sendTime()));
			this.recent.add(message);
			batch.get(i).stored(message);
		}
	}

}
