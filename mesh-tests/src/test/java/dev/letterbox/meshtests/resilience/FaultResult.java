package dev.letterbox.meshtests.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.history.Violation;
import dev.letterbox.meshtests.resilience.FaultLoad.Kind;
import dev.letterbox.meshtests.resilience.FaultLoad.Outcome;
import dev.letterbox.meshtests.support.Mesh;

/**
 * What clients saw of a fault.
 *
 * @param outcomes all requests, from before the fault until after the recovery
 * @param ended when the fault was over, in nanoseconds
 * @param violations promises that were broken
 */
record FaultResult(Fault fault, List<Outcome> outcomes, long ended, List<Violation> violations) {

	private static final Duration RECOVERY = Duration.ofSeconds(60);

	/**
	 * Injects a fault under load, and ends when requests succeed again.
	 */
	static FaultResult of(Fault fault, Mesh mesh, int perSecond) {
		try (FaultLoad load = new FaultLoad(mesh.client(), perSecond)) {
			load.start();
			load.awaitSuccesses(3 * perSecond, RECOVERY);
			fault.inject(mesh);
			long ended = System.nanoTime();
			load.awaitSuccesses(5 * perSecond, RECOVERY);
			List<Violation> violations = HistoryChecker.check(load.finish());
			return new FaultResult(fault, load.outcomes(), ended, violations);
		}
	}

	/** How many requests of a kind failed. */
	long failed(Kind kind) {
		return this.outcomes.stream().filter((it) -> it.kind() == kind && !it.isSuccess()).count();
	}

	/** The longest time in which no request succeeded. */
	Duration longestGap() {
		long[] successes = this.outcomes.stream()
			.filter(Outcome::isSuccess)
			.mapToLong(Outcome::ended)
			.sorted()
			.toArray();
		long longest = 0;
		for (int i = 1; i < successes.length; i++) {
			longest = Math.max(longest, successes[i] - successes[i - 1]);
		}
		return Duration.ofNanos(longest);
	}

	/** How long after the end of the fault the last request failed. */
	Duration recovery() {
		return Duration.ofNanos(this.outcomes.stream()
			.filter((it) -> !it.isSuccess() && it.ended() > this.ended)
			.mapToLong((it) -> it.ended() - this.ended)
			.max()
			.orElse(0));
	}

	/** The longest time that a request took. */
	Duration slowest() {
		return Duration.ofNanos(this.outcomes.stream().mapToLong((it) -> it.ended() - it.begun()).max().orElse(0));
	}

	/** The row of a report in Markdown; see {@link #HEADER}. */
	String row() {
		return "| %s | %d | %s | %s | %s | %s | %s | %s | %d |".formatted(this.fault, this.outcomes.size(),
				failures(Kind.KEYED_SEND), failures(Kind.SEND), failures(Kind.PULL), seconds(longestGap()),
				seconds(slowest()), seconds(recovery()), this.violations.size());
	}

	/** The head of a report's table. */
	static final String HEADER = """
			| fault | requests | keyed sends failed | other sends failed | pulls failed | longest gap, s | slowest, s | recovery, s | promises broken |
			| --- | --- | --- | --- | --- | --- | --- | --- | --- |""";

	private String failures(Kind kind) {
		Map<String, Long> statuses = this.outcomes.stream()
			.filter((it) -> it.kind() == kind && !it.isSuccess())
			.collect(Collectors.groupingBy((it) -> (it.status() == 0) ? "broken" : String.valueOf(it.status()),
					TreeMap::new, Collectors.counting()));
		return statuses.isEmpty() ? "0"
				: statuses.entrySet()
					.stream()
					.map((status) -> status.getValue() + " × " + status.getKey())
					.collect(Collectors.joining(", "));
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
	}

}
