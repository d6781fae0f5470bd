package dev.letterbox.apigateway.admission;

import java.io.IOException;
import java.time.Duration;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that is about to stop.
 */
@TestPropertySource(properties = "letterbox.shutdown.drain=1ms") // Not a gateway of other
																	// tests
@DirtiesContext
class DrainTests extends GatewayFixture {

	private static final String REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";

	@Autowired
	private Drain drain;

	@Autowired
	private MeterRegistry meters;

	@Test
	void servesOnClosesConnectionsAndAnswersRequestsThatWait() throws IOException {
		replica().answering((request, out) -> {
			if (!request.headers().containsKey("Prefer")) {
				StubReplica.write(out, REPLY);
			}
		});
		try (RawConnection kept = new RawConnection(this.port); RawConnection waiting = new RawConnection(this.port)) {
			RawConnection.Response before = kept.send(head("GET", "/pull?chat=a:b", "")).receive();
			assertThat(before.headers()).doesNotContainEntry("Connection", "close");
			waiting.send(head("GET", "/pull?chat=a:b", "Prefer: wait=25\n"));
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> this.meters.get("letterbox.waits").gauge().value() == 1);
			this.drain.stop();
			RawConnection.Response ended = waiting.receive();
			assertThat(ended.status()).isEqualTo(200);
			assertThat(ended.headers()).containsEntry("Connection", "close").doesNotContainKey("Preference-Applied");
			RawConnection.Response after = kept.send(head("GET", "/pull?chat=a:b", "")).receive();
			assertThat(after.status()).isEqualTo(200);
			assertThat(after.headers()).containsEntry("Connection", "close");
			assertThat(kept.isClosedByServer()).isTrue();
		}
		RawConnection.Response refused = ask(head("GET", "/pull?chat=a:b", "Prefer: wait=25\n"));
		assertThat(refused.status()).isEqualTo(200);
		assertThat(refused.headers()).doesNotContainKey("Preference-Applied").containsEntry("Connection", "close");
		assertThat(this.meters.get("letterbox.waits").gauge().value()).isZero();
	}

}
