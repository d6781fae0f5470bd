package dev.letterbox.apigateway;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One deadline bounds all attempts of a request together.
 */
class DeadlineTests extends GatewayFixture {

	@Autowired
	private Environment environment;

	@Test
	void coversAllReplicasThatSwallowConnections() throws IOException {
		int replicas = 7;
		for (int i = 0; i < replicas; i++) {
			swallowingReplica();
		}
		Duration connects = Duration.ofMillis(replicas * this.environment
			.getRequiredProperty("spring.cloud.gateway.server.webflux.httpclient.connect-timeout", Long.class));
		long begun = System.nanoTime();
		RawConnection.Heard heard = ask("POST", "/send").isProblem(503, "unavailable");
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(connects.dividedBy(2));
		assertThat(heard.body()).contains("Nothing was stored");
		ask("GET", "/pull").isProblem(503, "unavailable");
	}

	@Test
	void leavesWhatIsLeftToTheReplicaThatIsReached() throws IOException {
		swallowingReplica();
		StubReplica silent = replica().answering((request, out) -> {
		});
		long begun = System.nanoTime();
		// Which of the two is asked first is chance: ask until both orders were seen.
		for (int i = 0; i < 4; i++) {
			RawConnection.Heard heard = ask("POST", "/send").isProblem(504, "timeout");
			assertThat(heard.body()).contains("may or may not have been stored");
		}
		assertThat(silent.seen()).hasSize(4);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(11));
	}

	@Test
	void isNotSpentByAReplicaThatRefuses() throws IOException {
		deadReplica();
		swallowingReplica();
		replica();
		for (int i = 0; i < 6; i++) {
			assertThat(ask("POST", "/send").status()).isEqualTo(200);
		}
	}

}
