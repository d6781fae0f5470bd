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
 * One deadline bounds all attempts to forward a request.
 */
@TestPropertySource(properties = { "letterbox.forward.deadline=4s", "letterbox.forward.connect-timeout=500ms" })
class DeadlineTests extends GatewayFixture {

	@Test
	void coversAllReplicasThatDoNotAcceptConnections() throws IOException {
		// Eight seconds in sequence.
		for (int i = 0; i < 16; i++) {
			unresponsiveReplica();
		}
		long begun = System.nanoTime();
		RawConnection.Response response = ask("POST", "/send").isProblem(503, "unavailable");
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(7));
		assertThat(response.body()).contains("Nothing was stored");
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	@Test
	void doesNotClaimThatNothingWasStoredIfAReplicaMayHaveReceivedTheRequest() throws IOException {
		unresponsiveReplica();
		unresponsiveReplica();
		StubReplica silent = replica().answering((request, out) -> {
		});
		RawConnection.Response response = ask("POST", "/send").isProblem(504, "timeout");
		assertThat(response.body()).contains("may or may not have been stored");
		assertThat(silent.seen()).hasSize(1);
	}

	@Test
	void leavesTimeForAReplicaThatIsTriedAfterOthers() throws IOException {
		deadReplica();
		unresponsiveReplica();
		replica();
		for (int i = 0; i < 4; i++) {
			assertThat(ask("POST", "/send").status()).isEqualTo(200);
		}
	}

}
