package dev.letterbox.meshtests.bench.load;

/**
 * The result of a run of the {@link LoadGenerator}.
 *
 * @param answers with status 200
 * @param errors other answers, and broken connections
 * @param timeouts requests without an answer
 * @param seconds from the first due request to the last answer
 * @param p50 median latency in milliseconds, from the time at which a request was due
 * @param p99 99th percentile, in milliseconds
 * @param largest latency, in milliseconds
 */
public record LoadResult(long answers, long errors, long timeouts, double seconds, double p50, double p99,
		double largest) {

	/** Answers with status 200 per second. */
	public double rate() {
		return this.answers / this.seconds;
	}

}
