package dev.letterbox.messageservice.message.append;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The sends that wait for their lane's next flush. A batch is taken, and returned sends
 * are added, in one step each.
 */
class SendQueue {

	private final Deque<Waiting> waiting = new ArrayDeque<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	private final int batchCount;

	private final long batchSize;

	private final long queueNanos;

	private final LongSupplier nanoTime;

	/**
	 * Creates an empty queue.
	 * @param nanoTime the time as {@link System#nanoTime()} tells it
	 */
	SendQueue(AppendSettings settings, LongSupplier nanoTime) {
		this.queueNanos = settings.queueTime().toNanos();
		this.nanoTime = nanoTime;
		this.batchCount = settings.batchCount();
		this.batchSize = settings.batchSize().toBytes();
	}

	void add(PendingSend send) {
		this.lock.lock();
		try {
			this.waiting.addLast(new Waiting(send, this.nanoTime.getAsLong()));
			this.filled.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds sends behind all others, in their order.
	 */
	void addAll(List<PendingSend> sends) {
		this.lock.lock();
		try {
			long now = this.nanoTime.getAsLong();
			sends.forEach((send) -> this.waiting.addLast(new Waiting(send, now)));
			this.filled.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds sends before all others, in their order. An ordered insert stops at the first
	 * conflict, so those least likely to meet one come first.
	 */
	void addFirst(List<PendingSend> sends) {
		this.lock.lock();
		try {
			long now = this.nanoTime.getAsLong();
			sends.reversed().forEach((send) -> this.waiting.addFirst(new Waiting(send, now)));
			this.filled.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for sends and moves as many as fit into one batch, without those whose client
	 * has been answered.
	 */
	void takeBatch(List<PendingSend> batch) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.waiting.isEmpty()) {
				this.filled.await();
			}
			long size = 0;
			Waiting next = this.waiting.peekFirst();
			while (next != null && batch.size() < this.batchCount
					&& (batch.isEmpty() || size + next.send().weight() <= this.batchSize)) {
				// Started while it is still here: whatever fails, one of the two has it.
				if (next.send().tryStart()) {
					batch.add(next.send());
					size += next.send().weight();
				}
				this.waiting.removeFirst();
				next = this.waiting.peekFirst();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether others have waited longer than the limit, so that a further send would
	 * probably not be answered in time. The limit of a send with a key is twice as long:
	 * it may be the retry of one that has already cost a flush.
	 */
	boolean isOverloadedFor(PendingSend send) {
		this.lock.lock();
		try {
			Waiting next = this.waiting.peekFirst();
			while (next != null && next.send().isOver()) {
				this.waiting.removeFirst();
				next = this.waiting.peekFirst();
			}
			long limit = send.isKeyed() ? 2 * this.queueNanos : this.queueNanos;
			return next != null && this.nanoTime.getAsLong() - next.since() > limit;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A send and when it joined the queue, as {@link System#nanoTime()} tells it.
	 */
	private record Waiting(PendingSend send, long since) {

	}

}
