package dev.letterbox.apigateway;

import java.io.IOException;
import java.time.Duration;

import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every Netty buffer is released, on every path a request can take.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeakTests extends GatewayFixture {

	private static final int TIMES = 40;

	@Test
	void releasesEveryBuffer(CapturedOutput output) throws IOException {
		ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		try {
			for (int i = 0; i < TIMES; i++) {
				takeEveryPath();
			}
			// A leak is reported when the buffer was garbage collected and another one is
			// allocated.
			Awaitility.await()
				.during(Duration.ofSeconds(2))
				.atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(200))
				.untilAsserted(() -> {
					System.gc();
					ask("GET", "/ping");
					assertThat(output.getAll()).doesNotContain("LEAK:");
				});
		}
		finally {
			ResourceLeakDetector.setLevel(before);
		}
	}

	private void takeEveryPath() throws IOException {
		String tooLarge = "x".repeat(600_000);
		String chunked = "Transfer-Encoding: chunked\r\n";
		this.registry.up.clear();
		ask(head("POST", "/send", "Content-Length: 2\r\n") + "{}");
		StubReplica replica = replica();
		ask(head("POST", "/send", "Content-Length: 2\r\n") + "{}");
		ask(head("GET", "/pull", chunked) + "2\r\n{}\r\n0\r\n\r\n");
		ask(head("POST", "/send", chunked) + "2\r\n{}XX");
		ask(head("POST", "/send", "Content-Length: 600000\r\n") + tooLarge);
		ask(head("POST", "/send", chunked) + "927C0\r\n" + tooLarge + "\r\n0\r\n\r\n");
		ask(head("POST", "/nowhere", "Content-Length: 2\r\n") + "{}");
		try (RawConnection cut = new RawConnection(this.port)) {
			cut.send(head("POST", "/send", "Content-Length: 300000\r\n") + "x".repeat(200_000));
		}
		replica.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{}");
		try (RawConnection gone = new RawConnection(this.port)) {
			gone.send(head("GET", "/pull", ""));
		}
		replica.answering((request, out) -> {
			throw new IOException("gone");
		});
		ask(head("POST", "/send", "Content-Length: 2\r\n") + "{}");
		replica.answering("HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\n{ }");
		StubReplica another = replica().answering("HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\n{ }");
		ask("GET", "/pull?chat=a:b");
		another.answering("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
		ask("GET", "/pull?chat=a:b");
		ask("GET", "/pull?chat=a:b");
	}

}
