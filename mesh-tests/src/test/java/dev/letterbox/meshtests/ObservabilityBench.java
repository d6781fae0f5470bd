package dev.letterbox.meshtests;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what it costs to be watched: a mesh for each way of watching, all at once, and
 * in each round every mesh under every load. Prints the medians, and each as a share of
 * the mesh that nobody watches. Started by {@code mesh-tests/bench --observability};
 * needs wrk.
 */
final class ObservabilityBench {

	private static final int CONNECTIONS = 64;

	private static final int WARM_UPS = 3;

	private static final int MESSAGES = 1_000;

	private static final List<Way> WAYS = List.of(
			new Way("nothing is measured", Map.of("MANAGEMENT_METRICS_ENABLE_ALL", "false")),
			new Way("metrics (the default)", Map.of()),
			new Way("and a text line a request", Map.of("ACCESS_LOG", "info")),
			new Way("and a JSON line a request", Map.of("ACCESS_LOG", "info", "LOG_FORMAT", "ecs")),
			new Way("metrics and traces of 1 %", traces("0.01")), new Way("metrics and all traces", traces("1.0")));

	private final int rounds = Integer.getInteger("rounds", 3);

	private final Wrk wrk = new Wrk(Integer.getInteger("seconds", 10));

	private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

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
				all.add(new Watched(way, mesh, chat));
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
		URI replica = watched.mesh().replicas().getFirst().base();
		String chat = watched.chat();
		load(counts, "sends/s straight to a replica", watched.way(), replica, "send");
		load(counts, "pulls/s straight to a replica", watched.way(), replica, "pull", chat, "900");
		load(counts, "sends/s through the gateway", watched.way(), gateway, "send");
		load(counts, "pulls/s through the gateway", watched.way(), gateway, "pull", chat, "900");
	}

	private void load(boolean counts, String load, Way way, URI server, String... arguments) {
		double rate = this.wrk.load(server, CONNECTIONS, arguments).rate();
		if (counts) {
			this.figures.computeIfAbsent(load, (any) -> new LinkedHashMap<>())
				.computeIfAbsent(way.name(), (any) -> new ArrayList<>())
				.add(rate);
		}
	}

	private void print() {
		this.figures.forEach((load, byWay) -> {
			System.out.printf("%n%s, %d connections, medians of %d rounds:%n", load, CONNECTIONS, this.rounds);
			double unwatched = middle(byWay.values().iterator().next());
			byWay.forEach((way, rates) -> System.out.printf(Locale.ROOT, "%10.0f  %4.2f  %s%n", middle(rates),
					middle(rates) / unwatched, way));
		});
	}

	private static double middle(List<Double> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	/**
	 * A way of watching.
	 *
	 * @param name what is printed
	 * @param environment what the processes are started with
	 */
	private record Way(String name, Map<String, String> environment) {

	}

	/**
	 * A mesh that is watched.
	 *
	 * @param way how
	 * @param mesh with one replica
	 * @param chat what is pulled
	 */
	private record Watched(Way way, Mesh mesh, String chat) {

	}

}
