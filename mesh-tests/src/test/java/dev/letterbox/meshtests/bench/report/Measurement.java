package dev.letterbox.meshtests.bench.report;

import java.util.Map;

/**
 * What one run of a load measured.
 *
 * @param rate good answers per second
 * @param p50 median latency in milliseconds
 * @param p99 99th percentile in milliseconds
 * @param errors other answers and broken connections
 * @param timeouts requests that were not answered in time
 * @param micros microseconds of processor time per answer, by process
 */
public record Measurement(double rate, double p50, double p99, long errors, long timeouts, Map<String, Double> micros) {

	/** Microseconds per answer of all processes whose names begin so. */
	public double micros(String prefix) {
		return this.micros.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(prefix))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

}
