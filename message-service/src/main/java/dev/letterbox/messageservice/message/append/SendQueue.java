package dev.letterbox.messageservice.message.append;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sends that wait for their lane's next flush. A batch is taken, and returned sends
 * are added, in one step each.
 */
class SendQueue {

	private final Deque<PendingSend> waiting = new ArrayDeque<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	private final int batchCount;

	private final long batchSize;

	SendQueue(AppendSettings settings) {
		this.batchCount = settings.batchCount();
		this.batchSize = settings.batchSize().toBytes();
	}

	void add(PendingSend send) {
		this.lock.lock();
		try {
			this.waiting.addLast(send);
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
			sends.reversed().forEach(this.waiting::addFirst);
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
			PendingSend next = this.waiting.peekFirst();
			while (next != null && batch.size() < this.batchCount
					&& (batch.isEmpty() || size + next.weight() <= this.batchSize)) {
				// Started while it is still here: whatever fails, one of the two has it.
				if (next.tryStart()) {
					batch.add(next);
					size += next.weight();
				}
				this.waiting.removeFirst();
				next = this.waiting.peekFirst();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
