package dev.letterbox.meshtests.resilience;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.bench.load.LoadGenerator;
import dev.letterbox.meshtests.bench.load.LoadResult;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.load.Schedule;
import dev.letterbox.meshtests.bench.load.Workload;
import dev.letterbox.meshtests.history.Workers;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Mesh.MeshProcess;
import dev.letterbox.meshtests.support.Program;

/**
 * Faults of a mesh of three replicas. What is killed is started again by the supervisor.
 */
enum Fault {

	REPLICA_KILLED("a replica is killed", Severity.COVERED_BY_RETRY),
	REPLICA_HANGS("a replica hangs for 10 s", Severity.COVERED_BY_RETRY),
	SCALED("scaled to 2 and back to 3 replicas", Severity.NONE),
	RESTARTED("rolling restart of all replicas", Severity.NONE),
	REGISTRY_KILLED("Eureka is killed, and returns empty", Severity.NONE),
	STORE_KILLED("the store is killed", Severity.OUTAGE), STORE_HANGS("the store hangs for 5 s", Severity.OUTAGE),
	ALL_REPLICAS_KILLED("all replicas are killed", Severity.OUTAGE),

	// The long form only.

	REPLICA_KILLED_20_TIMES("a replica is killed, 20 times", Severity.COVERED_BY_RETRY),
	REPLICA_HANGS_LONG("a replica hangs for 30 s", Severity.COVERED_BY_RETRY),
	STORE_KILLED_AGAIN("the store is killed again and again for 10 s", Severity.OUTAGE),
	STORE_HANGS_LONG("the store hangs for 30 s", Severity.OUTAGE),
	STORE_SLOW("the store answers every 2 s, for 30 s", Severity.OUTAGE),
	REGISTRY_GONE("Eureka hangs for 5 minutes, is killed and returns empty", Severity.NONE),
	MEMORY_ATTACK("500 half bodies, 16 of one-byte chunks, 100 slow receivers of large pages, 60 s", Severity.OUTAGE),
	SLOW_CLIENTS("2,000 idle connections, 200 that send a byte each second, 60 s", Severity.NONE),
	OVERLOAD("8,000 requests/s on 1,000 connections, 60 s", Severity.OUTAGE);

	private static final Set<Fault> SHORT_FORM = EnumSet.range(REPLICA_KILLED, ALL_REPLICAS_KILLED);

	private final String words;

	private final Severity severity;

	Fault(String words, Severity severity) {
		this.words = words;
		this.severity = severity;
	}

	/**
	 * Makes the fault happen, and returns when it is over.
	 */
	void inject(Mesh mesh) {
		switch (this) {
			case REPLICA_KILLED -> kill(mesh, "message-service-1");
			case REPLICA_HANGS -> hang(mesh, "message-service-2", Duration.ofSeconds(10));
			case SCALED -> {
				mesh.scale(2);
				mesh.scale(3);
			}
			case RESTARTED -> mesh.restart();
			case REGISTRY_KILLED -> kill(mesh, "discovery-server");
			case STORE_KILLED -> kill(mesh, "store");
			case STORE_HANGS -> hang(mesh, "store", Duration.ofSeconds(5));
			case ALL_REPLICAS_KILLED -> kill(mesh, "message-service");
			case REPLICA_KILLED_20_TIMES ->
				IntStream.range(0, 20).forEach((number) -> kill(mesh, "message-service-" + (1 + number % 3)));
			case REPLICA_HANGS_LONG -> hang(mesh, "message-service-2", Duration.ofSeconds(30));
			case STORE_KILLED_AGAIN -> killAgain(mesh, "store", Duration.ofSeconds(10));
			case STORE_HANGS_LONG -> hang(mesh, "store", Duration.ofSeconds(30));
			case STORE_SLOW -> IntStream.range(0, 15).forEach((number) -> hang(mesh, "store", Duration.ofSeconds(2)));
			case REGISTRY_GONE -> {
				hang(mesh, "discovery-server", Duration.ofMinutes(5));
				kill(mesh, "discovery-server");
			}
			case MEMORY_ATTACK -> suffer(mesh, (clients) -> {
				clients.sendHalfABody(500);
				clients.sendChunksOfOneByte(16);
				clients.receiveLargePagesSlowly(100);
			});
			case SLOW_CLIENTS -> suffer(mesh, (clients) -> {
				clients.connect(2000);
				clients.sendSlowly(200);
			});
			case OVERLOAD -> overload(mesh);
		}
	}

	/** Whether it belongs to the short form. */
	boolean isShort() {
		return SHORT_FORM.contains(this);
	}

	/** What the fault may cost. */
	Severity severity() {
		return this.severity;
	}

	/** For a report. */
	@Override
	public String toString() {
		return this.words;
	}

	/**
	 * Kills every process whose name begins so.
	 */
	private static void kill(Mesh mesh, String name) {
		mesh.processes()
			.stream()
			.filter((process) -> process.name().startsWith(name))
			.map(MeshProcess::pid)
			.forEach((pid) -> Program.signal("KILL", pid));
		mesh.waitUntilServing(Duration.ofSeconds(60));
	}

	private static void killAgain(Mesh mesh, String name, Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() - end < 0) {
			long pid = mesh.process(name).pid();
			if (pid != 0) {
				Program.signal("KILL", pid);
			}
			Workers.pause(Duration.ofMillis(200));
		}
		mesh.waitUntilServing(Duration.ofSeconds(60));
	}

	private static void suffer(Mesh mesh, Consumer<HostileClients> attack) {
		try (HostileClients clients = new HostileClients(mesh.gateway())) {
			attack.accept(clients);
			Workers.pause(Duration.ofSeconds(60));
		}
	}

	private static void overload(Mesh mesh) {
		Workload load = new Workload("overload", 1000, 20, false);
		LoadResult result = LoadGenerator.run(mesh.gateway(), 1000, Schedule.constant(8000, Duration.ofSeconds(60)),
				Duration.ofSeconds(5), load.requests(RequestKind.MIXED));
		System.err.println("Of the overload: " + result);
	}

	private static void hang(Mesh mesh, String name, Duration duration) {
		long pid = mesh.process(name).pid();
		Program.signal("STOP", pid);
		try {
			Workers.pause(duration);
		}
		finally {
			Program.signal("CONT", pid);
		}
	}

	/** Which requests may fail. */
	enum Severity {

		/** None. */
		NONE,
		/** Sends without an Idempotency-Key alone. */
		COVERED_BY_RETRY,
		/** All, until the part is back. */
		OUTAGE

	}

}
