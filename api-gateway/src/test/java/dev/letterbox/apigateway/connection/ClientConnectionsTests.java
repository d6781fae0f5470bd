package dev.letterbox.apigateway.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients have a limited number of connections, apart from the management port.
 */
@TestPropertySource(properties = "letterbox.request-limits.max-connections=50")
class ClientConnectionsTests extends GatewayFixture {

	@Autowired
	private MeterRegistry meters;

	@Test
	void closesConnectionsBeyondTheLimitAndServesTheOthers() throws IOException {
		replica();
		List<RawConnection> idle = new ArrayList<>();
		for (int i = 1; i <= 50; i++) {
			RawConnection connection = new RawConnection(this.port);
			closeAtTheEnd(connection);
			idle.add(connection);
			awaitOpen(i);
		}
		for (int i = 0; i < 3; i++) {
			try (RawConnection beyond = new RawConnection(this.port)) {
				assertThat(beyond.isClosedByServer()).isTrue();
			}
		}
		assertThat(this.meters.get("letterbox.gateway.connections.refused").counter().count()).isEqualTo(3);
		try (RawConnection management = new RawConnection(this.managementPort)) {
			assertThat(management.send(head("GET", "/actuator/health", "")).receive().status()).isEqualTo(200);
		}
		for (RawConnection connection : idle) {
			assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(200);
		}
		idle.getFirst().close();
		awaitOpen(49);
		assertThat(ask("GET", "/ping").status()).isEqualTo(200);
	}

	private void awaitOpen(int connections) {
		Awaitility.await().until(() -> this.meters.get("letterbox.gateway.connections").gauge().value() == connections);
	}

}
