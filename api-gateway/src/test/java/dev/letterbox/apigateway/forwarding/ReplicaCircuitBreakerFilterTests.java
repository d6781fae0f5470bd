package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.time.Duration;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the circuit breaker opens, how it answers then, and how it closes.
 */
class ReplicaCircuitBreakerFilterTests extends GatewayFixture {

	@Autowired
	private CircuitBreakerSettings settings;

	@Test
	void opensAnswersEveryMethodAndClosesAgain() throws IOException {
		StubReplica replica = replica().answering((request, out) -> {
			throw new IOException("gone");
		});
		for (int i = 0; i < this.settings.minimumRequests(); i++) {
			assertThat(ask("GET", "/ping").status()).isEqualTo(503);
		}
		assertThat(circuitBreaker().getState()).isEqualTo(State.OPEN);
		int asked = replica.seen().size();
		for (String target : new String[] { "/pull", "/api/pull", "/ping" }) {
			ask("GET", target).isProblem(503, "unavailable");
			ask("HEAD", target).isHeadOfProblem(503);
		}
		assertThat(ask(head("POST", "/send", "Content-Length: 2\r\n") + "{}").isProblem(503, "unavailable").body())
			.contains("Nothing was stored");
		assertThat(replica.seen()).hasSize(asked);

		replica.answering(StubReplica.OK);
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> ask("GET", "/ping").status() == 200 && circuitBreaker().getState() == State.CLOSED);
	}

	@Test
	void staysClosedWhateverTheStatusOfResponses() throws IOException {
		replica().answering("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
		for (int i = 0; i < 2 * this.settings.minimumRequests(); i++) {
			ask("GET", "/ping");
		}
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isZero();
		assertThat(circuitBreaker().getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void staysClosedWhileThereIsNoReplica() throws IOException {
		for (int i = 0; i < 2 * this.settings.minimumRequests(); i++) {
			ask("GET", "/ping").isProblem(503, "unavailable");
		}
		assertThat(circuitBreaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void doesNotCountUnknownPathsOnTheManagementPort() throws IOException {
		try (RawConnection connection = new RawConnection(this.managementPort)) {
			assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(404);
		}
		assertThat(circuitBreaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void staysClosedWhileOneOfTwoReplicasIsDead() throws IOException {
		deadReplica();
		replica();
		for (int i = 0; i < 2 * this.settings.minimumRequests(); i++) {
			assertThat(ask("GET", "/ping").status()).isEqualTo(200);
		}
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void staysClosedIfClientsDisconnect() throws IOException {
		StubReplica slow = replica().answering((request, out) -> {
		});
		for (int i = 1; i <= this.settings.minimumRequests(); i++) {
			int asked = i;
			try (RawConnection connection = new RawConnection(this.port)) {
				connection.send(head("GET", "/ping", ""));
				Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> slow.seen().size() == asked);
			}
		}
		slow.answering(StubReplica.OK);
		assertThat(ask("GET", "/ping").status()).isEqualTo(200);
		assertThat(circuitBreaker().getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void countsDeadReplicasAndMissedDeadlines() throws IOException {
		deadReplica();
		ask("GET", "/ping").isProblem(503, "unavailable");
		this.registry.up.clear();
		replica().answering((request, out) -> {
		});
		ask("GET", "/ping").isProblem(504, "timeout");
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(2);
	}

}
