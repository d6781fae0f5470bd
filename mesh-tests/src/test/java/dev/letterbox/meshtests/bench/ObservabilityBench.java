package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import dev.letterbox.meshtests.bench.load.Wrk;
import dev.letterbox.meshtests.bench.load.WrkReport;
import dev.letterbox.meshtests.observability.TraceReceiver;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;

/**
 * Measures the cost of metrics, logs and traces: one mesh for each configuration, all
 * running at once, each under every load in each round. Prints medians of the processor
 * time per answer in the gateway and the replica, which other programs on the machine
 * disturb less than the rate printed beside it. Started by
 * {@code mesh-tests/bench --observability}; needs wrk.
 */
final class ObservabilityBench {

	private static final int CONNECTIONS = 64;

	private static final int WARM_UPS = 2;

	private static final int MESSAGES = 1_000;

	private static final List<Way> WAYS = List.of(
			new Way("nothing is measured", Map.of("MANAGEMENT_METRICS_ENABLE_ALL", "false")),
			new Way("metrics (the default)", Map.of()),
			new Way("and a JSON line a request", Map.of("ACCESS_LOG", "info", "LOG_FORMAT", "ecs")),
			new Way("metrics, traces of 1 %", traces("0.01")), new Way("metrics, all traces", traces("1.0")));

	private final int rounds = Integer.getInteger("rounds", 3);

	private final Wrk wrk = new Wrk(Integer.getInteger("seconds", 10));

	private final Map<String, Map<String, List<Figure>>> figures = new LinkedHashMap<>();

	private ObservabilityBench() {
	}

	public static void main(String[] arguments) {
		new ObservabilityBench().run();
	}

	private static Map<String, String> traces(String share) {
		return Map.of("SPRING_PROFILES_ACTIVE", "traces", "TRACES_SHARE", share);
	}

	private void run() {
		List<Watched> all = new ArrayList<>();
		try (TraceReceiver receiver = new TraceReceiver()) {
			for (Way way : WAYS) {
				System.err.println("Starting: " + way.name());
				Map<String, String> environment = new LinkedHashMap<>(way.environment());
				environment.put("TRACES_URL", receiver.address());
				Mesh mesh = Mesh.start(1, environment);
				String chat = Client.freshChat();
				List<ProcessHandle> processes = mesh.processes()
					.stream()
					.filter((process) -> process.name().matches("api-gateway|message-service-1"))
					.flatMap((process) -> ProcessHandle.of(process.pid()).stream())
					.toList();
				all.add(new Watched(way, mesh, mesh.replicas().getFirst().base(), processes, chat));
				mesh.client().stored(chat, "A message of a usual length, as people write them. ".repeat(2));
				LongChat.lengthen(mesh.status().get("store").stringValue(), chat, MESSAGES);
			}
			for (int round = -WARM_UPS; round < this.rounds; round++) {
				System.err.println((round < 0) ? "Warming up" : "Round " + (round + 1) + " of " + this.rounds);
				for (Watched watched : all) {
					round(round >= 0, watched);
					receiver.forget();
				}
			}
		}
		finally {
			all.forEach((watched) -> watched.mesh().close());
		}
		print();
	}

	private void round(boolean counts, Watched watched) {
		URI gateway = watched.mesh().gateway();
		load(counts, "A send straight to a replica", watched, watched.replica(), "send");
		load(counts, "A pull straight to a replica", watched, watched.replica(), "page", watched.chat(), "900");
		load(counts, "A send through the gateway", watched, gateway, "send");
		load(counts, "A pull through the gateway", watched, gateway, "page", watched.chat(), "900");
	}

	private void load(boolean counts, String load, Watched watched, URI server, String... arguments) {
		long before = processorNanos(watched.processes());
		WrkReport report = this.wrk.load(server, CONNECTIONS, arguments);
		double micros = (processorNanos(watched.processes()) - before) / 1e3 / report.answers();
		if (counts) {
			this.figures.computeIfAbsent(load, (any) -> new LinkedHashMap<>())
				.computeIfAbsent(watched.way().name(), (any) -> new ArrayList<>())
				.add(new Figure(micros, report.rate()));
		}
	}

	private static long processorNanos(List<ProcessHandle> processes) {
		return processes.stream()
			.mapToLong((process) -> process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
			.sum();
	}

	private void print() {
		this.figures.forEach((load, byWay) -> {
			System.out.printf("%n%s, %d connections, medians of %d rounds: microseconds of a processor, answers/s%n",
					load, CONNECTIONS, this.rounds);
			byWay.forEach((way, figures) -> System.out.printf(Locale.ROOT, "%8.0f %8.0f  %s%n",
					middle(figures, Figure::micros), middle(figures, Figure::rate), way));
		});
	}

	private static double middle(List<Figure> figures, ToDoubleFunction<Figure> part) {
		return figures.stream().mapToDouble(part).sorted().toArray()[figures.size() / 2];
	}

	/**
	 * The result of a load.
	 *
	 * @param micros of a processor, for one answer, in the gateway and the replica
	 * @param rate answers a second
	 */
	private record Figure(double micros, double rate) {

	}

	/**
	 * A configuration of metrics, logs and traces.
	 *
	 * @param name what is printed
	 * @param environment what the processes are started with
	 */
	private record Way(String name, Map<String, String> environment) {

	}

	/**
	 * A mesh with its configuration.
	 *
	 * @param way its configuration
	 * @param mesh with one replica
	 * @param replica its address
	 * @param processes the gateway and the replica
	 * @param chat what is pulled
	 */
	private record Watched(Way way, Mesh mesh, URI replica, List<ProcessHandle> processes, String chat) {

	}

}
