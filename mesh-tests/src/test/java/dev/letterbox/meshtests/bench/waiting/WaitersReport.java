package dev.letterbox.meshtests.bench.waiting;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The measurements as a table in Markdown, the first of them without receivers.
 */
final class WaitersReport {

	private final int count;

	private final List<Phase> phases;

	private final StringBuilder text = new StringBuilder();

	private WaitersReport(int count, List<Phase> phases) {
		this.count = count;
		this.phases = phases;
	}

	static String of(int count, int rate, int gateways, List<Phase> phases) {
		return new WaitersReport(count, phases).table(rate, gateways);
	}

	private String table(int rate, int gateways) {
		this.text.append(String.format(Locale.ROOT, "%,d receivers, gateways: %d, ordinary requests: %d per second%n%n",
				this.count, gateways, rate));
		row("", Phase::title);
		row("---", (phase) -> "---");
		row("requests of the receivers per second", (phase) -> number(phase.requests(), 0));
		Set<String> names = new LinkedHashSet<>();
		this.phases.forEach((phase) -> names.addAll(phase.processors().keySet()));
		for (String name : names) {
			row(name + ": processors used", (phase) -> number(phase.processors().getOrDefault(name, 0.0), 2));
		}
		row("all processes: processors used",
				(phase) -> number(phase.processors().values().stream().mapToDouble(Double::doubleValue).sum(), 2));
		for (String name : List.of("api-gateway", "message-service")) {
			row(name + ": live heap, MiB",
					(phase) -> number(phase.sizes().heap().getOrDefault(name, 0L) / 1048576.0, 1));
			row(name + ": live heap for each receiver, KiB", (phase) -> number(perReceiver(phase, name), 1));
			row(name + ": resident memory, MiB",
					(phase) -> String.valueOf(phase.sizes().resident().getOrDefault(name, 0L)));
		}
		row("ordinary requests, p50, ms", (phase) -> number(phase.ordinary().p50(), 1));
		row("ordinary requests, p99, ms", (phase) -> number(phase.ordinary().p99(), 1));
		row("ordinary requests without an answer 200",
				(phase) -> String.valueOf(phase.ordinary().errors() + phase.ordinary().timeouts()));
		row("delivery, p50, ms", (phase) -> number(phase.delivery().millis(0.5), 1));
		row("delivery, p99, ms", (phase) -> number(phase.delivery().millis(0.99), 1));
		row("delivery, longest, ms", (phase) -> number(phase.delivery().millis(1), 1));
		row("messages delivered", (phase) -> String.valueOf(phase.delivered()));
		row("failed requests of receivers", (phase) -> failures(phase.failures()));
		row("waits not granted", (phase) -> String.valueOf(phase.refused()));
		return this.text.toString();
	}

	private static String failures(Map<String, Long> failures) {
		return failures.isEmpty() ? "0"
				: failures.entrySet()
					.stream()
					.map((kind) -> "%d (%s)".formatted(kind.getValue(), kind.getKey()))
					.collect(Collectors.joining(", "));
	}

	private double perReceiver(Phase phase, String name) {
		long without = this.phases.getFirst().sizes().heap().getOrDefault(name, 0L);
		return (phase.sizes().heap().getOrDefault(name, 0L) - without) / 1024.0 / this.count;
	}

	private void row(String head, Function<Phase, String> cell) {
		List<String> cells = new ArrayList<>(List.of(head));
		this.phases.forEach((phase) -> cells.add(cell.apply(phase)));
		this.text.append("| ").append(String.join(" | ", cells)).append(" |").append(System.lineSeparator());
	}

	private static String number(double value, int decimals) {
		return String.format(Locale.ROOT, "%,." + decimals + "f", value);
	}

}
