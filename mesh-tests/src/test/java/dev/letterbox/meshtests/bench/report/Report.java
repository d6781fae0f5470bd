package dev.letterbox.meshtests.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.report.Results.Figures;

/**
 * The report of the benchmark, in Markdown. A cell has the median of the rounds and, in
 * brackets, their range.
 */
public final class Report {

	/** The names of the systems in the results. */
	public static final String LETTERBOX = "Letterbox";

	public static final String REPLICA = "a replica, directly";

	public static final String NGINX = "nginx";

	public static final String PEER = "peer";

	private static final List<String> SYSTEMS = List.of(LETTERBOX, REPLICA, PEER, NGINX);

	/** The loads of the comparison of meshes. */
	public static final List<String> MESHES = List.of("1 replica", "4 replicas");

	private final Results results;

	private final StringBuilder text = new StringBuilder();

	private Report(Results results) {
		this.results = results;
	}

	/** Writes the report. */
	public static String of(Map<String, String> head, Results results) {
		return new Report(results).write(head);
	}

	/** The name of an open loop in the results. */
	public static String openLoop(RequestKind kind) {
		return "open loop, " + kind.word();
	}

	/** The name of a load in the comparison of meshes. */
	public static String comparison(Load load, String mesh) {
		return mesh + ", " + load.title();
	}

	private String write(Map<String, String> head) {
		this.text.append("# Benchmark\n\n");
		head.forEach((name, value) -> this.text.append("- ").append(name).append(": ").append(value).append('\n'));
		this.text.append("\nMedians of the rounds, their range in brackets.\n");
		section("Goals", "", Goals.table(this.results));
		section("Closed loop", "Good answers per second; shares are of the same round's rate.", closedLoop());
		for (String system : SYSTEMS) {
			section("Processor time of " + system,
					"Microseconds per answer, user and system, by process; the load generator is not counted.",
					processorTime(system));
		}
		section("Open loop at half of the system's own maximum",
				"Constant arrival rate; latency counts from the time at which a request was due.", openLoop());
		section("Start", "", figures(Figures.START, 2));
		section("Last page of a chat", "Milliseconds of a pull of the last 10 messages, one connection.",
				figures(Figures.LAST_PAGE, 3));
		section("Number of replicas", "Microseconds of processor time per answer.", meshes());
		section("Memory", "MiB resident at the end of a round.", figures(Figures.MEMORY, 0));
		return this.text.toString();
	}

	private void section(String title, String note, Table table) {
		if (!table.isEmpty()) {
			this.text.append("\n## ").append(title).append("\n\n");
			if (!note.isEmpty()) {
				this.text.append(note).append("\n\n");
			}
			this.text.append(table);
		}
	}

	private Table closedLoop() {
		Table table = new Table(List.of("load", "system", "per second", "share of nginx", "share of the peer",
				"p50, ms", "p99, ms", "errors", "timeouts"));
		for (Load load : Load.ALL) {
			SYSTEMS.stream().filter(this.results.systems(load.title())::contains).forEach((system) -> {
				List<String> cells = new ArrayList<>(List.of(load.title(), system));
				cells.add(cell(load.title(), system, Measurement::rate, 0));
				cells.add(share(load.title(), system, load.yardstick().title(), NGINX));
				cells.add(share(load.title(), system, load.title(), PEER));
				cells.addAll(latencies(load.title(), system));
				table.row(cells);
			});
		}
		return table;
	}

	private List<String> latencies(String load, String system) {
		return List.of(cell(load, system, Measurement::p50, 2), cell(load, system, Measurement::p99, 2),
				sum(load, system, Measurement::errors), sum(load, system, Measurement::timeouts));
	}

	private Table processorTime(String system) {
		List<String> loads = Load.ALL.stream().map(Load::title).toList();
		List<String> processes = loads.stream()
			.flatMap((load) -> this.results.processes(load, system).stream())
			.distinct()
			.toList();
		Table table = new Table(Stream.of(List.of("load"), processes, List.of("all")).flatMap(List::stream).toList());
		for (String load : processes.isEmpty() ? List.<String>of() : loads) {
			if (this.results.systems(load).contains(system)) {
				List<String> cells = new ArrayList<>(List.of(load));
				processes.forEach((process) -> cells
					.add(cell(load, system, (round) -> round.micros().getOrDefault(process, 0.0), 1)));
				cells.add(cell(load, system, (round) -> round.micros(""), 0));
				table.row(cells);
			}
		}
		return table;
	}

	private Table openLoop() {
		Table table = new Table(
				List.of("load", "system", "per second", "p50, ms", "p99, ms", "errors", "timeouts", "processor, us"));
		for (RequestKind kind : RequestKind.values()) {
			String load = openLoop(kind);
			this.results.systems(load).forEach((system) -> {
				List<String> cells = new ArrayList<>(List.of(load, system));
				cells.add(cell(load, system, Measurement::rate, 0));
				cells.addAll(latencies(load, system));
				cells.add(cell(load, system, (round) -> round.micros(""), 0));
				table.row(cells);
			});
		}
		return table;
	}

	private Table meshes() {
		Table table = new Table(List.of("load", "mesh", "gateway", "replicas", "store", "discovery", "all"));
		for (Load load : Load.ALL) {
			for (String mesh : MESHES) {
				String name = comparison(load, mesh);
				if (!this.results.rounds(name, LETTERBOX).isEmpty()) {
					List<String> cells = new ArrayList<>(List.of(load.title(), mesh));
					Stream.of("api-gateway", "message-service", "store", "discovery-server", "")
						.forEach((prefix) -> cells.add(cell(name, LETTERBOX, (round) -> round.micros(prefix), 0)));
					table.row(cells);
				}
			}
		}
		return table;
	}

	private Table figures(Figures kind, int decimals) {
		Table table = new Table(List.of("figure", "median"));
		this.results.figures(kind)
			.forEach((name, values) -> table.row(List.of(name, Spread.of(values).text(decimals))));
		return table;
	}

	private String cell(String load, String system, ToDoubleFunction<Measurement> part, int decimals) {
		return this.results.spread(load, system, part).map((spread) -> spread.text(decimals)).orElse("");
	}

	private String share(String load, String system, String otherLoad, String other) {
		Optional<Spread> share = system.equals(other) ? Optional.empty()
				: this.results.ratio(load, system, otherLoad, other, Measurement::rate);
		return share.map((spread) -> spread.text(3)).orElse("");
	}

	private String sum(String load, String system, ToDoubleFunction<Measurement> part) {
		return String.format(Locale.ROOT, "%,.0f", this.results.rounds(load, system).stream().mapToDouble(part).sum());
	}

}
