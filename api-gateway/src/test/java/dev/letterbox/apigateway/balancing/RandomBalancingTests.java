package dev.letterbox.apigateway.balancing;

import java.io.IOException;
import java.util.List;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "letterbox.affinity.enabled=false")
class RandomBalancingTests extends GatewayFixture {

	private static final String BODY = "{\"chat\":\"a:b\"}";

	@Test
	void requestsOfOneChatGoToAllReplicasIfAffinityIsDisabled() throws IOException {
		List<StubReplica> replicas = List.of(replica(), replica(), replica());
		for (int i = 0; i < 60; i++) {
			ask(head("POST", "/send", "Content-Length: " + BODY.length() + "\r\n") + BODY);
			ask("GET", "/pull?chat=a:b");
		}
		for (String method : List.of("POST", "GET")) {
			assertThat(replicas)
				.allSatisfy((replica) -> assertThat(replica.seen()).filteredOn((it) -> it.method().equals(method))
					.hasSizeGreaterThan(5));
		}
	}

}
