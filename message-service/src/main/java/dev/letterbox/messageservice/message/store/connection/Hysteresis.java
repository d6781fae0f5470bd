package dev.letterbox.messageservice.message.store.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reports a failure only after it has been observed for some time without interruption,
 * and the end of it at once.
 */
final class Hysteresis {

	private final long delayNanos;

	private final LongSupplier nanoTime;

	private boolean failing;

	private long since;

	/**
	 * Creates one that has observed nothing.
	 * @param nanoTime the time as {@link System#nanoTime()} tells it
	 */
	Hysteresis(Duration delay, LongSupplier nanoTime) {
		this.delayNanos = delay.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether a failure is to be reported, after one more observation.
	 */
	synchronized boolean failed(boolean observed) {
		long now = this.nanoTime.getAsLong();
		if (observed && !this.failing) {
			this.since = now;
		}
		this.failing = observed;
		return observed && now - this.since >= this.delayNanos;
	}

}
