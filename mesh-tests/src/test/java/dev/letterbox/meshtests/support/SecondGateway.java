package dev.letterbox.meshtests.support;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

/**
 * One more gateway of a running mesh, with other settings. It starts faster than another
 * mesh.
 */
public final class SecondGateway implements AutoCloseable {

	/** The variable that enables or disables chat affinity. */
	static final String AFFINITY = "LETTERBOX_AFFINITY_ENABLED";

	private static final Duration START_LIMIT = Duration.ofMinutes(2);

	private final int port;

	private final Program program;

	private SecondGateway(int port, Program program) {
		this.port = port;
		this.program = program;
	}

	/** Starts a gateway that chooses replicas at random, and returns when it serves. */
	static SecondGateway balancingAtRandom(Mesh mesh) {
		return start(mesh, false);
	}

	/** Starts another gateway like the mesh's own, and returns when it serves. */
	public static SecondGateway of(Mesh mesh) {
		return start(mesh, true);
	}

	private static SecondGateway start(Mesh mesh, boolean affinity) {
		int port = Ports.free();
		String registry = "http://127.0.0.1:%d/eureka".formatted(mesh.process("discovery-server").port());
		Map<String, String> settings = Map.of("SERVER_ADDRESS", "127.0.0.1", "PORT", String.valueOf(port),
				"MANAGEMENT_PORT", "0", "EUREKA_URL", registry, AFFINITY, String.valueOf(affinity));
		Program program = Program.startJar("api-gateway", settings, List.of("-Xmx256m"));
		try {
			Client client = new Client(URI.create("http://127.0.0.1:" + port));
			Awaitility.await("an answer through the second gateway")
				.ignoreExceptions()
				.atMost(START_LIMIT)
				.pollInterval(Duration.ofMillis(300))
				.failFast("it ended", () -> !program.isRunning())
				.until(() -> client.get("/ping").status() == 200);
			return new SecondGateway(port, program);
		}
		catch (RuntimeException ex) {
			System.err.println(program.printedAndErrors());
			program.close();
			throw ex;
		}
	}

	public int port() {
		return this.port;
	}

	public long pid() {
		return this.program.handle().pid();
	}

	@Override
	public void close() {
		this.program.close();
	}

}
