package dev.letterbox.meshtests.observability;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Waiting requests in the metrics of the gateway and of the replicas. */
@RunsOnMesh
class WaitsIT {

	private static final int CLIENTS = 20;

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final Mesh mesh;

	WaitsIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void costNothingFromThenOnWhenTheirClientsAreGone() throws IOException {
		double timed = timed();
		double gone = sum("letterbox_waits_ended_total", "result=\"gone\"");
		List<Socket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(waitFor(Client.freshChat()));
			}
			// In the gateway and in a replica.
			Awaitility.await().atMost(LIMIT).until(() -> sum("letterbox_waits") == 2 * CLIENTS);
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
		Awaitility.await().atMost(LIMIT).until(() -> sum("letterbox_waits") == 0);
		assertThat(sum("letterbox_waits_ended_total", "result=\"gone\"") - gone).isEqualTo(CLIENTS);
		assertThat(timed()).as("requests in the metrics of latency").isEqualTo(timed);
		assertThat(sum("letterbox_readers")).isZero();
	}

	private Socket waitFor(String chat) throws IOException {
		Socket client = new Socket(this.mesh.gateway().getHost(), this.mesh.gateway().getPort());
		client.getOutputStream()
			.write(("GET /api/pull?" + Client.query(chat) + " HTTP/1.1\r\nHost: a\r\nPrefer: wait=30\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		return client;
	}

	private double timed() {
		return sum("letterbox_requests_seconds_count", "route=\"/api/pull\"");
	}

	/** The sum over all processes. */
	private double sum(String name, String... labels) {
		return this.mesh.processes()
			.stream()
			.filter((process) -> process.managementPort() != 0)
			.mapToDouble((process) -> ExposedMetrics.at(process.managementPort()).sum(name, labels))
			.sum();
	}

}
