package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import tools.jackson.databind.JsonNode;

/**
 * Measures every case of a mesh in each of several rounds and prints the medians. Started
 * by {@code mesh-tests/bench}; needs wrk.
 */
final class Bench {

	private static final int CONNECTIONS = 64;

	private static final int STARTS = 3;

	private static final int SHORT = 1_000;

	private final int rounds = Integer.getInteger("rounds", 3);

	private final int seconds = Integer.getInteger("seconds", 10);

	private final int longest = Integer.getInteger("longest", 1_000_000);

	private final Wrk wrk = new Wrk(this.seconds);

	private final Map<String, List<Double>> figures = new LinkedHashMap<>();

	private Bench() {
	}

	public static void main(String[] arguments) {
		new Bench().run();
	}

	private void run() {
		for (int i = 1; i < STARTS; i++) {
			timedStart().close();
		}
		try (Mesh mesh = timedStart()) {
			URI gateway = mesh.gateway();
			URI replica = mesh.replicas().getFirst().base();
			String brief = chatOf(mesh, SHORT);
			String lengthy = chatOf(mesh, this.longest);
			say("Warming up, %d s".formatted(6 * this.seconds));
			for (int i = 0; i < 2; i++) {
				this.wrk.load(gateway, CONNECTIONS, "send");
				this.wrk.load(gateway, CONNECTIONS, "pull", brief, "900");
				this.wrk.load(replica, CONNECTIONS, "send");
			}
			for (int round = 1; round <= this.rounds; round++) {
				say("Round %d of %d".formatted(round, this.rounds));
				figure("sends/s through the gateway", this.wrk.load(gateway, CONNECTIONS, "send").rate());
				figure("sends/s straight to a replica", this.wrk.load(replica, CONNECTIONS, "send").rate());
				figure("pulls/s of 10 through the gateway",
						this.wrk.load(gateway, CONNECTIONS, "pull", brief, "900").rate());
				figure("pulls/s of 10 straight to a replica",
						this.wrk.load(replica, CONNECTIONS, "pull", brief, "900").rate());
				figure("ms for the last 10 of %,d, by cursor".formatted(SHORT), tail(gateway, brief, SHORT, false));
				figure("ms for the last 10 of %,d, by cursor".formatted(this.longest),
						tail(gateway, lengthy, this.longest, false));
				figure("ms for the last 10 of %,d, in reverse".formatted(SHORT), tail(gateway, brief, SHORT, true));
				figure("ms for the last 10 of %,d, in reverse".formatted(this.longest),
						tail(gateway, lengthy, this.longest, true));
			}
			mesh.processes().forEach((it) -> figure("MiB of memory, " + it.name(), (double) it.memoryMiB()));
		}
		System.out.printf("%nMedians, %d connections, %d rounds of %d s:%n", CONNECTIONS, this.rounds, this.seconds);
		this.figures.forEach(
				(name, values) -> System.out.printf(Locale.ROOT, "%12.2f  %s  %s%n", middle(values), name, values));
	}

	private Mesh timedStart() {
		long begun = System.nanoTime();
		Mesh mesh = Mesh.start(2);
		if (mesh.client().get("/ping").status() != 200) {
			throw new IllegalStateException("The mesh does not answer");
		}
		figure("s from ./run to the first answered request", (System.nanoTime() - begun) / 1e9);
		return mesh;
	}

	private static String chatOf(Mesh mesh, int length) {
		say("Filling a chat of %,d".formatted(length));
		String chat = Client.freshChat();
		mesh.client().stored(chat, "A message of a usual length, as people write them to each other. ".repeat(2));
		JsonNode store = mesh.status().get("store");
		LongChat.lengthen(store.stringValue(), chat, length);
		return chat;
	}

	private double tail(URI server, String chat, int length, boolean reverse) {
		return this.wrk.load(server, 1, reverse ? "reverse" : "cursor", chat, String.valueOf(length - 10))
			.medianMillis();
	}

	private void figure(String name, double value) {
		this.figures.computeIfAbsent(name, (any) -> new ArrayList<>()).add(Math.round(value * 100) / 100.0);
	}

	private static double middle(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

	private static void say(String sentence) {
		System.err.println(sentence);
	}

}
