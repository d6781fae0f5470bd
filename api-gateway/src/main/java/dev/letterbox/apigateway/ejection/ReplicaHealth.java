package dev.letterbox.apigateway.ejection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How requests to one replica end, and whether it is in the rotation. The state of a
 * replica that answers costs a request two reads.
 */
public final class ReplicaHealth {

	private final EjectionSettings settings;

	private final LongSupplier nanoTime;

	private volatile int failures;

	private volatile boolean ejected;

	/** When a request may test an ejected replica. */
	private volatile long probeTime;

	private boolean probing;

	private int ejections;

	private long returned;

	ReplicaHealth(EjectionSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns whether requests are kept away from the replica.
	 */
	public boolean isEjected() {
		return this.ejected;
	}

	/**
	 * Returns whether a request may test an ejected replica now. One that can be sent to
	 * another replica as well is preferred for that: any other has to wait longer.
	 */
	public boolean isProbeDue(boolean repeatable) {
		long wait = repeatable ? 0 : this.settings.maxTime().toNanos();
		return this.ejected && this.nanoTime.getAsLong() - this.probeTime >= wait;
	}

	/**
	 * Records that a request is sent to the replica. If a probe is due, this is it, and
	 * no other follows until it has ended or takes too long.
	 */
	public void chosen() {
		if (isProbeDue(true)) {
			synchronized (this) {
				this.probing = true;
				this.probeTime = this.nanoTime.getAsLong() + 2 * this.settings.firstTime().toNanos();
			}
		}
	}

	/**
	 * Records that the replica has responded, which brings it back into the rotation.
	 */
	public void succeeded() {
		if (this.failures > 0 || this.ejected) {
			synchronized (this) {
				this.failures = 0;
				if (this.ejected) {
					this.ejected = false;
					this.probing = false;
					this.returned = this.nanoTime.getAsLong();
				}
			}
		}
	}

	/**
	 * Records that the replica accepted no connection, broke it, or did not respond in
	 * time. Requests that were sent before an ejection and fail after it change nothing.
	 * @param ejectable whether it may leave the rotation
	 * @return how long it is ejected by this failure, otherwise zero
	 */
	synchronized Duration failed(boolean ejectable) {
		if (this.ejected) {
			return this.probing ? eject() : Duration.ZERO;
		}
		this.failures++;
		if (!ejectable || this.failures < this.settings.failures()) {
			return Duration.ZERO;
		}
		if (this.nanoTime.getAsLong() - this.returned >= this.settings.maxTime().toNanos()) {
			this.ejections = 0;
		}
		return eject();
	}

	private Duration eject() {
		this.ejections++;
		Duration time = this.settings.time(this.ejections);
		this.probeTime = this.nanoTime.getAsLong() + time.toNanos();
		this.probing = false;
		this.ejected = true;
		return time;
	}

}
