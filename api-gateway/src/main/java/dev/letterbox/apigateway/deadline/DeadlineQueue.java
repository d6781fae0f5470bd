package dev.letterbox.apigateway.deadline;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;

import org.springframework.util.Assert;

/**
 * Deadlines that all lie the same time after they were added, so that the order in which
 * they were added is the order in which they pass. Adding and cancelling one costs a few
 * assignments; a timer runs only for the oldest. Usable on one event loop only.
 */
public final class DeadlineQueue {

	private final EventExecutor loop;

	private final long timeoutNanos;

	/** Linked to the oldest and to the newest deadline, or to itself. */
	private final Entry ends = new Entry(() -> {
	}, 0);

	private boolean timerRuns;

	public DeadlineQueue(EventExecutor loop, Duration timeout) {
		this.loop = loop;
		this.timeoutNanos = timeout.toNanos();
	}

	/**
	 * Adds a deadline, one timeout from now.
	 */
	public Deadline add(Runnable action) {
		Assert.state(this.loop.inEventLoop(), "Not called on the event loop");
		Entry entry = new Entry(action, System.nanoTime() + this.timeoutNanos);
		entry.insertBefore(this.ends);
		if (!this.timerRuns) {
			schedule(this.timeoutNanos);
		}
		return entry;
	}

	private void schedule(long nanos) {
		this.timerRuns = true;
		var _ = this.loop.schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
	}

	private void expire() {
		this.timerRuns = false;
		long now = System.nanoTime();
		while (this.ends.next != this.ends && this.ends.next.time - now <= 0) {
			Entry oldest = this.ends.next;
			oldest.unlink();
			oldest.action.run();
		}
		if (this.ends.next != this.ends && !this.timerRuns) {
			schedule(this.ends.next.time - now);
		}
	}

	/** A deadline, linked to the one before and to the one after it. */
	private static final class Entry implements Deadline {

		private final Runnable action;

		private final long time;

		private Entry previous = this;

		private Entry next = this;

		Entry(Runnable action, long time) {
			this.action = action;
			this.time = time;
		}

		void insertBefore(Entry other) {
			this.previous = other.previous;
			this.next = other;
			this.previous.next = this;
			other.previous = this;
		}

		void unlink() {
			this.previous.next = this.next;
			this.next.previous = this.previous;
			this.previous = this;
			this.next = this;
		}

		@Override
		public void cancel() {
			unlink();
		}

	}

}
