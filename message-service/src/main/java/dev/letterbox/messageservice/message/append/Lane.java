package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.Insertion;
import dev.letterbox.messageservice.message.store.MessageStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the sends of some of the chats, with one flush on its way at most. While it is,
 * the next one gathers: nothing lingers when there is little to do, and a round trip
 * carries many messages, of whatever chats, when there is much.
 * <p>
 * A position is tried only behind one that is known to be stored, or in the same ordered
 * insert behind the one before it. That keeps a chat dense in every branch below.
 * <p>
 * A lane ends when it is closed, and not before: a failure that no branch expects ends
 * the flush it happens in, and the sends of that flush are settled as in doubt.
 */
class Lane implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Lane.class);

	// A send may be what makes its flush fail: it is not tried for ever.
	private static final int MOST_FAILED_FLUSHES = 2;

	private final String name;

	private final BlockingQueue<PendingSend> waiting = new LinkedBlockingQueue<>();

	private final MessageStore store;

	private final AppendSettings settings;

	private final Clock clock;

	private final TipCache tips;

	private final Map<String, FutureTask<Tip>> reads = new ConcurrentHashMap<>();

	private final SecondTry secondTry;

	private final AppendMetrics metrics;

	private final AtomicLong failures = new AtomicLong();

	private final Thread thread;

	private volatile boolean closed;

	Lane(String name, MessageStore store, AppendSettings settings, Clock clock, AppendMetrics metrics) {
		this.name = name;
		this.store = store;
		this.settings = settings;
		this.clock = clock;
		this.tips = new TipCache(Math.max(1, settings.tips() / settings.lanes()));
		this.secondTry = new SecondTry(store, metrics, this::offer, this::failed);
		this.metrics = metrics;
		this.thread = Thread.ofVirtual().name(name).start(this::run);
	}

	/**
	 * Sees to it that a send to the chat can be numbered. Asks the store if it must, on
	 * the caller's thread, so that many quiet chats are asked for at once, and one lively
	 * chat once.
	 */
	void prepare(PendingSend send) {
		boolean known = knows(send.chat());
		this.metrics.lookedForTip(known);
		if (known) {
			return;
		}
		FutureTask<Tip> mine = new FutureTask<>(() -> Tip.of(this.store.tip(send.chat())));
		FutureTask<Tip> others = this.reads.putIfAbsent(send.chat(), mine);
		if (others == null) {
			try {
				mine.run();
			}
			finally {
				this.reads.remove(send.chat());
			}
		}
		send.hint(result((others != null) ? others : mine));
	}

	void offer(PendingSend send) {
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
	 * How often a flush, or what was left of one, failed in a way that no branch expects.
	 */
	long failures() {
		return this.failures.get();
	}

	private boolean knows(String chat) {
		return this.tips.get(chat) != null;
	}

	private static Tip result(Future<Tip> read) {
		try {
			return read.get();
		}
		catch (ExecutionException ex) {
			throw new StoreUnavailableException(Reason.of(ex.getCause()), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(Reason.STORE_FAILED, ex);
		}
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
				// It is counted. What could not be carried out is the recovery, as when
				// memory is short: the sends know whether they may be stored, and their
				// clients are told at the deadline.
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
			if (next.board()) {
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
		List<PendingSend> rest = withTips(batch);
		while (!rest.isEmpty()) {
			List<Message> messages = places(rest);
			rest = withTips(settle(rest, messages, insert(messages)));
		}
	}

	/**
	 * Settles what a failed flush has not settled, nor handed to the second try: looks up
	 * what may be stored, and refuses what certainly is not.
	 */
	private void recover(List<PendingSend> batch, Throwable failure) {
		StoreUnavailableException refusal = new StoreUnavailableException(Reason.STORE_FAILED, failure);
		List<PendingSend> doubtful = new ArrayList<>();
		for (PendingSend send : batch) {
			if (send.isAboard()) {
				this.tips.forget(send.chat());
				if (send.fail() < MOST_FAILED_FLUSHES && send.isDoubtful()) {
					doubtful.add(send);
				}
				else {
					send.giveUp(refusal);
				}
			}
		}
		this.secondTry.afterDoubt(doubtful);
	}

	private void failed(Throwable failure) {
		this.failures.incrementAndGet();
		this.metrics.laneFailed();
		log.error("{} met an unforeseen failure, and goes on", this.name, failure);
	}

	private Insertion insert(List<Message> messages) {
		long begun = System.nanoTime();
		Insertion insertion = this.store.insert(messages);
		if (!(insertion instanceof Insertion.NotTried)) {
			this.metrics.flushed(messages.size(), System.nanoTime() - begun);
		}
		return insertion;
	}

	/**
	 * Lets go of those whose client has been answered, and of those whose chat's tip has
	 * been forgotten since they were offered.
	 */
	private List<PendingSend> withTips(List<PendingSend> batch) {
		List<PendingSend> known = new ArrayList<>(batch.size());
		List<PendingSend> unknown = new ArrayList<>();
		for (PendingSend send : batch) {
			if (send.board()) {
				((send.hint() != null || knows(send.chat())) ? known : unknown).add(send);
			}
		}
		this.secondTry.afterLostRace(unknown);
		return known;
	}

	private List<Message> places(List<PendingSend> batch) {
		Map<String, Tip> last = new HashMap<>();
		for (PendingSend send : batch) {
			merge(last, send.chat(), this.tips.get(send.chat()));
			merge(last, send.chat(), send.hint());
		}
		long now = this.clock.instant().getEpochSecond();
		List<Message> messages = new ArrayList<>(batch.size());
		for (PendingSend send : batch) {
			Tip place = last.getOrDefault(send.chat(), Tip.NONE).next(now);
			last.put(send.chat(), place);
			messages.add(send.at(place));
		}
		return messages;
	}

	private static void merge(Map<String, Tip> tips, String chat, @Nullable Tip tip) {
		if (tip != null) {
			tips.merge(chat, tip, Tip::later);
		}
	}

	/**
	 * Answers those whose fate is known, and returns those to be inserted at once.
	 */
	private List<PendingSend> settle(List<PendingSend> batch, List<Message> messages, Insertion insertion) {
		return switch (insertion) {
			case Insertion.Complete() -> {
				stored(batch, messages, batch.size());
				yield List.of();
			}
			case Insertion.IdTaken(int index) -> {
				stored(batch, messages, index);
				this.secondTry.afterTakenId(batch.get(index));
				yield batch.subList(index + 1, batch.size());
			}
			case Insertion.PositionTaken(int index) -> {
				stored(batch, messages, index);
				this.metrics.lostRace();
				yield otherChats(batch, index, this.secondTry::afterLostRace);
			}
			case Insertion.KeyTaken(int index) -> {
				stored(batch, messages, index);
				yield otherChats(batch, index, this.secondTry::afterTakenKey);
			}
			case Insertion.Unknown(Exception cause) -> {
				this.metrics.doubted();
				log.warn("{} messages may or may not be stored: {}", batch.size(), cause.getMessage());
				for (PendingSend send : batch) {
					this.tips.forget(send.chat());
					send.doubt();
				}
				this.secondTry.afterDoubt(batch);
				yield List.of();
			}
			case Insertion.NotTried(Exception cause) -> {
				List<PendingSend> doubtful = batch.stream().filter(PendingSend::isDoubtful).toList();
				var refusal = new StoreUnavailableException(Reason.of(cause), cause);
				batch.forEach(PendingSend::turnBack);
				this.secondTry.afterDoubt(doubtful);
				batch.stream().filter((send) -> !send.isDoubtful()).forEach((send) -> send.giveUp(refusal));
				yield List.of();
			}
		};
	}

	/**
	 * Hands over the send at the index and those of its chat behind it, whose position or
	 * id is taken, and returns the other chats' sends behind it: these go on at once.
	 */
	private List<PendingSend> otherChats(List<PendingSend> batch, int index, Consumer<List<PendingSend>> secondTry) {
		String contended = batch.get(index).chat();
		this.tips.forget(contended);
		Map<Boolean, List<PendingSend>> rest = batch.subList(index, batch.size())
			.stream()
			.collect(Collectors.partitioningBy((send) -> send.chat().equals(contended)));
		secondTry.accept(rest.getOrDefault(true, List.of()));
		return rest.getOrDefault(false, List.of());
	}

	private void stored(List<PendingSend> batch, List<Message> messages, int count) {
		for (int i = 0; i < count; i++) {
			Message message = messages.get(i);
			this.tips.put(message.chat(), new Tip(message.position(), message.sendTime()));
			batch.get(i).stored(message);
		}
	}

}
