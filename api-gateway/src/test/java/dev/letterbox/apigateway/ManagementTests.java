package dev.letterbox.apigateway;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the management port tells, and what it does not do.
 */
class ManagementTests extends GatewayFixture {

	@Test
	void listsTheReplicasItWouldChooseFrom() throws IOException {
		assertThat(manage("/actuator/replicas").body()).isEqualTo("{\"replicas\":[]}");
		StubReplica replica = replica();
		String id = replica.instance().getInstanceId();
		String uri = replica.instance().getUri().toString();
		assertThat(manage("/actuator/replicas").body())
			.isEqualTo("{\"replicas\":[{\"id\":\"%s\",\"uri\":\"%s\"}]}".formatted(id, uri));
	}

	@Test
	void isReadyWithoutReplicas() throws IOException {
		RawConnection.Heard heard = manage("/actuator/health/readiness");
		assertThat(heard.status()).isEqualTo(200);
		assertThat(heard.body()).contains("\"status\":\"UP\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ping", "/api/pull", "/actuator/env", "/actuator/gateway/routes", "/actuator/heapdump",
			"/actuator/shutdown" })
	void isNoSecondDoor(String target) throws IOException {
		StubReplica replica = replica();
		assertThat(manage(target).status()).isEqualTo(404);
		assertThat(replica.seen()).isEmpty();
	}

	private RawConnection.Heard manage(String target) throws IOException {
		try (RawConnection connection = new RawConnection(this.managementPort)) {
			return connection.say(head("GET", target, "")).hear();
		}
	}

}
