package dev.letterbox.apigateway.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send a request byte by byte are disconnected, and no others.
 */
class RequestTimeoutTests extends GatewayFixture {

	private static final Duration BETWEEN_BYTES = Duration.ofMillis(100);

	@Test
	void closesAConnectionWhoseHeadArrivesTooSlowly() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			assertThat(trickle(connection, "GET /ping HTTP/1.1\r\nX-Slow: ")).isBetween(Duration.ofMillis(1800),
					Duration.ofSeconds(8));
		}
		try (RawConnection connection = new RawConnection(this.port)) {
			assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(200);
			assertThat(trickle(connection, "GET /ping HTTP/1.1\r\nX-Slow: ")).isBetween(Duration.ofMillis(1800),
					Duration.ofSeconds(8));
		}
	}

	@Test
	void closesAConnectionOnWhichTheRestOfARefusedBodyArrivesTooSlowly() throws IOException {
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", "Content-Length: 600000\r\n"));
			connection.receive().isProblem(413, "too-large");
			assertThat(trickle(connection, "")).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(8));
		}
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/nowhere", "Transfer-Encoding: chunked\r\n"));
			connection.receive().isProblem(404, "not-found");
			assertThat(trickle(connection, "FFFF\r\n")).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(8));
		}
	}

	@Test
	void acceptsARequestInPieces() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 4; i++) {
				for (String piece : new String[] { "POST /send HT", "TP/1.1\r\nHost: a\r",
						"\nContent-Length: 4\r\n\r\n", "ab", "cd" }) {
					connection.send(piece);
					LockSupport.parkNanos(BETWEEN_BYTES.toNanos());
				}
				assertThat(connection.receive().status()).isEqualTo(200);
			}
			// Longer than the timeout of a head, which begins with its first byte.
			LockSupport.parkNanos(Duration.ofMillis(2500).toNanos());
			connection.send("GET /ping ");
			LockSupport.parkNanos(BETWEEN_BYTES.toNanos());
			connection.send("HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(connection.receive().status()).isEqualTo(200);
		}
	}

	/**
	 * Sends a byte from time to time until the connection is closed, and returns how long
	 * that took.
	 */
	private static Duration trickle(RawConnection connection, String beginning) throws IOException {
		long begun = System.nanoTime();
		connection.send(beginning);
		Thread reader = Thread.ofVirtual().start(() -> {
			try {
				while (!connection.isClosedByServer()) {
					// Nothing is expected.
				}
			}
			catch (IOException ex) {
				// The connection was reset.
			}
		});
		try {
			while (!reader.join(BETWEEN_BYTES)) {
				connection.send("x");
			}
		}
		catch (IOException ex) {
			// The connection was closed.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Duration.ofNanos(System.nanoTime() - begun);
	}

}
