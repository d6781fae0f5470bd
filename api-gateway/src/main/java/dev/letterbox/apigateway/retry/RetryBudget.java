package dev.letterbox.apigateway.retry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits retries to a share of the requests, so that they can't multiply an overload: a
 * token bucket that is filled by requests and, slowly, by time, as in Finagle and
 * Linkerd.
 */
final class RetryBudget {

	/** A retry, in the unit of the balance. */
	private static final long RETRY = 1000;

	private final LongSupplier nanoTime;

	private final long perRequest;

	private final long minPerSecond;

	private final long capacity;

	private final AtomicLong balance;

	private final AtomicLong filled;

	/**
	 * Creates a budget, which is full.
	 * @param nanoTime a clock such as {@link System#nanoTime()}
	 */
	RetryBudget(RetrySettings settings, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.perRequest = settings.percentOfRequests() * RETRY / 100;
		this.minPerSecond = settings.minPerSecond();
		this.capacity = settings.burst() * RETRY;
		this.balance = new AtomicLong(this.capacity);
		this.filled = new AtomicLong(nanoTime.getAsLong());
	}

	/**
	 * Adds what a request earns. Costs one read while the bucket is full.
	 */
	void countRequest() {
		add(this.perRequest);
	}

	/**
	 * Returns whether a retry would be allowed now.
	 */
	boolean isAvailable() {
		if (this.balance.get() < RETRY) {
			fill();
		}
		return this.balance.get() >= RETRY;
	}

	/**
	 * Takes a retry from the budget.
	 * @return whether there was one
	 */
	boolean tryTake() {
		fill();
		long before = this.balance.get();
		while (before >= RETRY && !this.balance.compareAndSet(before, before - RETRY)) {
			before = this.balance.get();
		}
		return before >= RETRY;
	}

	private void fill() {
		long last = this.filled.get();
		long nanosPerUnit = (this.minPerSecond > 0) ? 1_000_000_000L / (this.minPerSecond * RETRY) : Long.MAX_VALUE;
		long earned = (this.nanoTime.getAsLong() - last) / nanosPerUnit;
		if (earned > 0 && this.filled.compareAndSet(last, last + earned * nanosPerUnit)) {
			add(earned);
		}
	}

	private void add(long units) {
		long before = this.balance.get();
		while (before < this.capacity && !this.balance.compareAndSet(before, Math.min(this.capacity, before + units))) {
			before = this.balance.get();
		}
	}

}
