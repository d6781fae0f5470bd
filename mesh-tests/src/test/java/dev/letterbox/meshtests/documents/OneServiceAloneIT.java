package dev.letterbox.meshtests.documents;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Ports;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One more service beside a running mesh, started as CONTRIBUTING.md says: in the
 * project's folder, with the settings given there.
 */
@RunsOnMesh
class OneServiceAloneIT {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final Pattern SETTING = Pattern.compile("(?m)^([A-Z_]+)=(\\S.*)$");

	private final Mesh mesh;

	OneServiceAloneIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void joinsTheMeshAsAReplica() {
		int before = replicasThatAreUp();
		Map<String, String> settings = new HashMap<>();
		SETTING.matcher(Program.read(Project.file("CONTRIBUTING.md")))
			.results()
			.forEach((it) -> settings.put(it.group(1), it.group(2)));
		assertThat(settings).containsOnlyKeys("SERVER_ADDRESS", "EUREKA_URL", "MONGODB_URI");
		settings.put("EUREKA_URL", registry() + "/eureka");
		if (Mesh.ownsStore()) {
			settings.computeIfPresent("MONGODB_URI", (name, uri) -> uri.replace("<the store's port>",
					String.valueOf(this.mesh.process("store").port())));
		}
		else {
			settings.put("MONGODB_URI", System.getenv("MONGODB_URI"));
		}
		try (Program replica = Program.startJar("message-service", settings, List.of())) {
			Awaitility.await("one replica more")
				.atMost(LIMIT)
				.pollInterval(Duration.ofMillis(300))
				.until(() -> replicasThatAreUp() == before + 1);
			replica.stop();
			assertThat(replica.endsWithin(LIMIT)).as("it ends when it is asked to").isTrue();
		}
		assertThat(replicasThatAreUp()).isEqualTo(before);
	}

	@Test
	void servesAsAGateway() {
		int port = Ports.free();
		Map<String, String> settings = Map.of("SERVER_ADDRESS", "127.0.0.1", "PORT", String.valueOf(port),
				"MANAGEMENT_PORT", "0", "EUREKA_URL", registry() + "/eureka");
		try (Program gateway = Program.startJar("api-gateway", settings, List.of())) {
			Client client = new Client(URI.create("http://127.0.0.1:" + port));
			Awaitility.await("an answer through it")
				.ignoreExceptions()
				.atMost(LIMIT)
				.pollInterval(Duration.ofMillis(300))
				.failFast("it ended", () -> !gateway.isRunning())
				.until(() -> client.get("/ping").status() == 200);
		}
	}

	private String registry() {
		return "http://127.0.0.1:%d".formatted(this.mesh.process("discovery-server").port());
	}

	private int replicasThatAreUp() {
		String replicas = new Client(URI.create(registry()))
			.get("/eureka/apps/message-service", "Accept", "application/json")
			.text();
		return replicas.split("\"status\":\"UP\"", -1).length - 1;
	}

}
