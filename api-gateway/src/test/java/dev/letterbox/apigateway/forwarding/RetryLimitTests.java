package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.time.Duration;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.StubReplica;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when the budget for retries is used up.
 */
@TestPropertySource(properties = { "letterbox.retry.burst=3", "letterbox.retry.min-per-second=0",
		"letterbox.retry.percent-of-requests=0", "letterbox.ejection.failures=1000" })
class RetryLimitTests extends GatewayFixture {

	@Autowired
	private MeterRegistry meters;

	@Test
	void failuresAreAnsweredWithoutARetryAndSlowResponsesAwaited() throws IOException {
		StubReplica first = replica().answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
		StubReplica second = replica().answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
		for (int i = 1; i <= 5; i++) {
			assertThat(ask("GET", "/pull?chat=a:b").status()).isEqualTo(503);
			assertThat(first.seen().size() + second.seen().size()).isEqualTo(i + Math.min(i, 3));
		}
		assertThat(this.meters.get("letterbox.gateway.retries").tag("reason", "unavailable").counter().count())
			.isEqualTo(3);
		assertThat(this.meters.get("letterbox.gateway.retries.refused").counter().count()).isEqualTo(2);

		StubReplica.Answer slow = (request, out) -> {
			// Longer than an attempt.
			LockSupport.parkNanos(Duration.ofMillis(1200).toNanos());
			StubReplica.write(out, StubReplica.OK);
		};
		first.answering(slow);
		second.answering(slow);
		assertThat(ask("GET", "/pull?chat=a:b").status()).isEqualTo(200);
	}

}
