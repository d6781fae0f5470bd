package dev.letterbox.apigateway.client;

import java.time.Duration;
import java.util.Random;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every buffer is released, however an exchange ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplicaClientLeakTests extends ReplicaClientFixture {

	private static final int EXCHANGES = 300;

	@Test
	void releasesEveryBuffer(CapturedOutput output) {
		ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		try {
			Random random = new Random(7);
			ScriptedReplica replica = replica((connection) -> {
				while (connection.request()) {
					String reply = RandomReply.of(random, false).bytes();
					boolean cut = random.nextInt(3) == 0;
					connection.send(reply.substring(0, cut ? random.nextInt(reply.length()) : reply.length()));
					if (random.nextInt(3) == 0) {
						connection.send("noise");
					}
					if (cut && random.nextInt(10) > 0) {
						return;
					}
				}
			});
			for (int i = 0; i < EXCHANGES; i++) {
				exchange(replica, i);
			}
			// A leak is reported when the buffer was garbage collected and another one is
			// allocated.
			ScriptedReplica plain = replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			Awaitility.await()
				.during(Duration.ofSeconds(2))
				.atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(200))
				.untilAsserted(() -> {
					System.gc();
					get(plain);
					assertThat(output.getAll()).doesNotContain("LEAK:");
				});
		}
		finally {
			ResourceLeakDetector.setLevel(before);
		}
	}

	/** Takes a reply, or discards it, or cancels the exchange at some time. */
	private void exchange(ScriptedReplica replica, int number) {
		Mono<ReplicaReply> reply = send(replica, HttpMethod.POST, "x".repeat(number), new Progress());
		Mono<?> end = (number % 3 == 0) ? reply.flatMap(ReplicaClientFixture::read)
				: reply.doOnNext(ReplicaReply::discard);
		Duration patience = (number % 3 == 1) ? Duration.ofNanos(number * 5_000L) : Duration.ofSeconds(2);
		end.timeout(patience).onErrorResume((failure) -> Mono.empty()).block(Duration.ofSeconds(10));
	}

}
