package dev.letterbox.meshtests.bench.load;

import java.util.Arrays;

/**
 * Latencies of a run, all of them, so that percentiles are exact. Not thread-safe.
 */
public final class Latencies {

	private long[] nanos = new long[1024];

	private int count;

	/** Adds a latency in nanoseconds. */
	public void add(long latency) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.count * 2);
		}
		this.nanos[this.count++] = latency;
	}

	/**
	 * The latency in milliseconds that this share of the requests does not exceed, by the
	 * nearest rank; 0 if there are none.
	 * @param share above 0, at most 1
	 */
	public double millis(double share) {
		if (this.count == 0) {
			return 0;
		}
		long[] sorted = Arrays.copyOf(this.nanos, this.count);
		Arrays.sort(sorted);
		int rank = (int) Math.ceil(share * this.count);
		return sorted[Math.clamp(rank, 1, this.count) - 1] / 1e6;
	}

}
