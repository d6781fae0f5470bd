package dev.letterbox.meshtests.bench.waiting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.meshtests.bench.load.LoadGenerator;
import dev.letterbox.meshtests.bench.load.LoadResult;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.load.RequestSource;
import dev.letterbox.meshtests.bench.load.Schedule;
import dev.letterbox.meshtests.bench.load.Workload;
import dev.letterbox.meshtests.bench.process.ProcessorTimes;
import dev.letterbox.meshtests.bench.process.WatchedProcess;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.SecondGateway;
import org.awaitility.Awaitility;

/**
 * Measures receivers that wait, and the same receivers that poll each second, on a mesh
 * of two replicas: their requests, the processor time and the memory that they take, how
 * soon they have a message, and what they do to ordinary requests. Started by
 * {@code mesh-tests/bench --waiters N}.
 */
final class WaitersBench {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int CONNECTIONS = 64;

	/** In seconds. */
	private static final int LONGEST_WAIT = 30;

	/** The files of a gateway beside its connections. */
	private static final int OTHER_FILES = 1000;

	private final int count = Integer.getInteger("waiters", 10_000);

	private final int seconds = Integer.getInteger("seconds", 10);

	private final int rate = Integer.getInteger("rate", 200);

	private final int warmUp = Integer.getInteger("warmup", 60);

	private final Workload ordinary = new Workload("ordinary", 100, 20, false);

	private final List<String> chats = IntStream.range(0, this.count)
		.mapToObj((i) -> "receiver" + i + ":peer")
		.toList();

	private final List<URI> gateways = new ArrayList<>();

	private final List<WatchedProcess> processes = new ArrayList<>();

	private final List<Phase> phases = new ArrayList<>();

	private WaitersBench() {
	}

	public static void main(String[] arguments) {
		System.out.print(new WaitersBench().run());
	}

	private String run() {
		List<SecondGateway> others = new ArrayList<>();
		// Waits may not take all of a heap.
		int replicaMemory = Math.max(512, this.count * 15 / 100);
		int gatewayMemory = Math.max(256, this.count / 25);
		say("Starting a mesh with heaps of %d MiB (replica) and %d MiB (gateway)".formatted(replicaMemory,
				gatewayMemory));
		try (Mesh mesh = Mesh.start(2, Map.of("LETTERBOX_REPLICA_MEMORY", String.valueOf(replicaMemory),
				"LETTERBOX_GATEWAY_MEMORY", String.valueOf(gatewayMemory)))) {
			this.gateways.add(mesh.gateway());
			mesh.processes()
				.forEach((one) -> this.processes
					.add(new WatchedProcess(one.name().replaceFirst("(message-service).*", "$1"), one.pid())));
			try {
				for (int i = 1; i < neededGateways(); i++) {
					say("Starting another gateway, since a process may not have more open files");
					SecondGateway other = SecondGateway.of(mesh);
					others.add(other);
					this.gateways.add(URI.create("http://127.0.0.1:" + other.port()));
					this.processes.add(new WatchedProcess("api-gateway", other.pid()));
				}
				measure();
			}
			finally {
				others.forEach(SecondGateway::close);
			}
		}
		return WaitersReport.of(this.count, this.rate, this.gateways.size(), this.phases);
	}

	private void measure() {
		say("Filling the chats");
		load(Schedule.atOnce(this.count), (number) -> send(this.chats.get((int) number), "the first message"));
		load(Schedule.atOnce(this.ordinary.size()), this.ordinary.filling());
		say("Warming up");
		load(Schedule.constant(2.0 * this.rate, Duration.ofSeconds(this.warmUp)),
				this.ordinary.requests(RequestKind.MIXED));
		measure("no receivers", List.of(), Receivers.POLLING);
		measure("waiting", this.chats, Receivers.WAITING);
		measure("polling each second", this.chats, Receivers.POLLING);
	}

	private void measure(String title, List<String> chats, String preference) {
		say("Measuring: " + title);
		long cursor = this.phases.size();
		try (Receivers receivers = new Receivers(this.gateways, chats, preference, 0)) {
			Awaitility.await(title).atMost(Duration.ofMinutes(5)).until(receivers::haveAllAsked);
			pause(this.seconds);
			Sizes sizes = Sizes.of(this.processes);
			ProcessorTimes before = ProcessorTimes.of(this.processes);
			long requestsBefore = receivers.requests();
			long begun = System.nanoTime();
			// Each waiting receiver asks again once within the longest wait.
			pause(LONGEST_WAIT);
			double seconds = (System.nanoTime() - begun) / 1e9;
			double requests = (receivers.requests() - requestsBefore) / seconds;
			Map<String, Double> processors = new LinkedHashMap<>();
			ProcessorTimes.of(this.processes)
				.microsPerRequest(before, 1)
				.forEach((name, micros) -> processors.put(name, micros / 1e6 / seconds));
			LoadResult result = load(Schedule.constant(this.rate, Duration.ofSeconds(2L * this.seconds)),
					this.ordinary.requests(RequestKind.MIXED));
			Delivery delivery = Delivery.measure(this.gateways.getFirst(), receivers, chats, "message " + cursor);
			this.phases.add(new Phase(title, requests, processors, sizes, result, delivery.latencies(),
					delivery.delivered(), receivers.failures(), receivers.refused()));
		}
	}

	private LoadResult load(Schedule schedule, RequestSource source) {
		return LoadGenerator.run(this.gateways.getFirst(), CONNECTIONS, schedule, PATIENCE, source);
	}

	/** A waiting request has two connections in its gateway. */
	private int neededGateways() {
		long files = openFiles() - OTHER_FILES;
		return Math.toIntExact(Math.max(1, (2L * this.count + files - 1) / files));
	}

	/** How many files a process that this one starts may open. */
	private static long openFiles() {
		try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
			return limits.filter((line) -> line.startsWith("Max open files"))
				.map((line) -> line.split("\\s+", -1)[4])
				.filter((limit) -> !limit.equals("unlimited"))
				.mapToLong(Long::parseLong)
				.findFirst()
				.orElse(Integer.MAX_VALUE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static byte[] send(String chat, String text) {
		String body = "{\"chat\":\"%s\",\"sender\":\"peer\",\"text\":\"%s\"}".formatted(chat, text);
		return ("POST /api/send HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	private static void pause(int seconds) {
		long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
		for (long left; (left = end - System.nanoTime()) > 0;) {
			LockSupport.parkNanos(left);
		}
	}

	private static void say(String sentence) {
		System.err.println(sentence);
	}

}
