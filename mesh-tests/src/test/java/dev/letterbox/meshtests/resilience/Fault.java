package dev.letterbox.meshtests.resilience;

import java.time.Duration;

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
	ALL_REPLICAS_KILLED("all replicas are killed", Severity.OUTAGE);

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
		}
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
