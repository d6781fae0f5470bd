package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.time.Duration;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One deadline bounds all attempts of a request together.
 */
@TestPropertySource(properties = { "letterbox.forward.deadline=4s",
		"spring.cloud.gateway.server.webflux.httpclient.connect-timeout=500" })
class DeadlineTests extends GatewayFixture {

	@Test
	void coversAllReplicasThatSwallowConnections() throws IOException {
		// Eight seconds for one after the other.
		for (int i = 0; i < 16; i++) {
			swallowingReplica();
		}
		long begun = System.nanoTime();
		RawConnection.Heard heard = ask("POST", "/send").isProblem(503, "unavailable");
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(7));
		assertThat(heard.body()).contains("Nothing was stored");
		assertThat(circuit().getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	@Test
	void doesNotSayThatNothingWasStoredWhereAReplicaMayHaveGotTheRequest() throws IOException {
		swallowingReplica();
		swallowingReplica();
		StubReplica silent = replica().answering((request, out) -> {
		});
		RawConnection.Heard heard = ask("POST", "/send").isProblem(504, "timeout");
		assertThat(heard.body()).contains("may or may not have been stored");
		assertThat(silent.seen()).hasSize(1);
	}

	@Test
	void isLongEnoughForAReplicaThatIsTriedAfterOthers() throws IOException {
		deadReplica();
		swallowingReplica();
		replica();
		for (int i = 0; i < 4; i++) {
			assertThat(ask("POST", "/send").status()).isEqualTo(200);
		}
	}

}
