package dev.letterbox.apigateway;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the management port exposes, and what it does not.
 */
class ManagementTests extends GatewayFixture {

	@Test
	void listsTheReplicasThatTheGatewayChoosesFrom() throws IOException {
		assertThat(manage("/actuator/replicas").body()).isEqualTo("{\"replicas\":[]}");
		StubReplica replica = replica();
		String id = replica.instance().getInstanceId();
		String uri = replica.instance().getUri().toString();
		assertThat(manage("/actuator/replicas").body())
			.isEqualTo("{\"replicas\":[{\"id\":\"%s\",\"uri\":\"%s\",\"ejected\":false}]}".formatted(id, uri));
	}

	@Test
	void isReadyWithoutReplicas() throws IOException {
		RawConnection.Response response = manage("/actuator/health/readiness");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).contains("\"status\":\"UP\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ping", "/api/pull", "/actuator/env", "/actuator/gateway/routes", "/actuator/heapdump",
			"/actuator/shutdown" })
	void doesNotServeTheApiOrOtherEndpoints(String target) throws IOException {
		StubReplica replica = replica();
		assertThat(manage(target).status()).isEqualTo(404);
		assertThat(replica.seen()).isEmpty();
	}

	private RawConnection.Response manage(String target) throws IOException {
		try (RawConnection connection = new RawConnection(this.managementPort)) {
			return connection.send(head("GET", target, "")).receive();
		}
	}

}
