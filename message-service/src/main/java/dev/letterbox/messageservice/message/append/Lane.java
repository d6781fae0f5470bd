package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.ChatStore;
import dev.letterbox.messageservice.message.store.MessageStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit for a part of the chats: at most one flush is in flight, and the sends
 * that arrive meanwhile form the next one. At low load a send waits for nothing; at high
 * load one round trip carries many messages of several chats.
 * <p>
 * A lane ends only when it is closed. An unexpected failure ends the flush in which it
 * happens, and the outcome of that flush's sends is treated as unknown.
 */
class Lane implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Lane.class);

	// The send itself may be what makes its flush fail, so its retries are bounded.
	private static final int MOST_FAILED_FLUSHES = 2;

	private final String name;

	private final SendQueue waiting;

	private final SendDeadlines deadlines;

	private final TipCache tips;

	private final SendRecovery recovery;

	private final BatchWriter writer;

	private final AppendMetrics metrics;

	private final AtomicLong failures = new AtomicLong();

	private final Thread thread;

	private volatile boolean closed;

	Lane(String name, MessageStore store, ChatStore chats, RecentMessages recent, AppendSettings settings, Clock clock,
			SendDeadlines deadlines, AppendMetrics metrics) {
		this.name = name;
		this.deadlines = deadlines;
		this.metrics = metrics;
		this.waiting = new SendQueue(settings, System::nanoTime);
		this.tips = new TipCache(Math.max(1, settings.tips() / settings.lanes()), settings.contention(), (chat) -> {
			metrics.tipRead();
			return Tip.of(store.tip(chat));
		});
		SendLookup lookup = new SendLookup(store);
		BackgroundWork background = new BackgroundWork(this::failed);
		this.recovery = new SendRecovery(store, this.tips, lookup, this.waiting, background, metrics);
		TipRefresh refresh = new TipRefresh(this.tips, lookup, this.waiting, this.recovery, background, settings);
		ChatRecorder recorder = new ChatRecorder(chats, this.tips, this.recovery, this.waiting, background);
		this.writer = new BatchWriter(store, recent, clock, this.tips, this.recovery, refresh, recorder, this.waiting,
				metrics);
		this.thread = Thread.ofVirtual().name(name).start(this::run);
	}

	/**
	 * Stores a send and waits for its answer. Its chat's tip is kept meanwhile.
	 * @throws StoreUnavailableException if it was certainly not stored
	 * @throws OutcomeUnknownException if it may have been
	 */
	Receipt append(PendingSend send) throws InterruptedException {
		if (this.waiting.isOverloadedFor(send)) {
			throw new StoreUnavailableException(Reason.QUEUE_TIME, null);
		}
		boolean known = this.tips.retain(send.chat());
		try {
			this.metrics.lookedForTip(known);
			if (!known) {
				// On the caller's thread, so that the tips of many chats are read at
				// once.
				this.tips.read(send.chat());
			}
			this.waiting.add(send);
			return this.deadlines.await(send);
		}
		finally {
			this.tips.release(send.chat());
		}
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
			this.waiting.takeBatch(batch);
			this.writer.write(batch);
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

}
