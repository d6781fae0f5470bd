package dev.letterbox.apigateway.connection;

import java.io.IOException;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How answers to HTTP/1.0 clients are framed: they know no chunks.
 */
class Http10FramingTests extends GatewayFixture {

	private static final String PAGE = "{\"messages\":[" + "0123456789abcdef".repeat(6_000) + "]}";

	@ParameterizedTest
	@ValueSource(strings = { "", "Connection: keep-alive\r\n", "Connection: close\r\n" })
	void endsAnAnswerOfUnknownLengthWithTheConnection(String header) throws IOException {
		answerInChunks();
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Heard heard = say(connection, "GET /pull", header).hear();
			assertThat(heard.status()).isEqualTo(200);
			assertThat(heard.headers()).containsEntry("Connection", "close")
				.containsKey("X-Request-Id")
				.doesNotContainKeys("Transfer-Encoding", "Content-Length");
			assertThat(heard.body()).isEqualTo(PAGE);
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@Test
	void endsAnAnswerThatItsReplicaEndsWithTheConnectionInTheSameWay() throws IOException {
		replica().answering((request, out) -> {
			StubReplica.say(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + PAGE);
			throw new IOException("That was all");
		});
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Heard heard = say(connection, "GET /pull", "").hear();
			assertThat(heard.headers()).doesNotContainKeys("Transfer-Encoding", "Content-Length");
			assertThat(heard.body()).isEqualTo(PAGE);
		}
	}

	@Test
	void answersHeadWithoutChunksToo() throws IOException {
		replica().answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Heard heard = say(connection, "HEAD /pull", "Connection: keep-alive\r\n").hear(true);
			assertThat(heard.status()).isEqualTo(200);
			assertThat(heard.headers()).doesNotContainKey("Transfer-Encoding");
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /ping", "HEAD /ping", "POST /send", "GET /nowhere", "DELETE /ping", "GET /ping?a|b",
			"GET /", "GET /swagger-ui", "GET /swagger-ui/swagger-ui.css", "HEAD /swagger-ui/start.js" })
	void keepsTheConnectionWhereTheLengthIsKnownAndTheClientAsksForIt(String request) throws IOException {
		replica().answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		boolean head = request.startsWith("HEAD");
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 3; i++) {
				RawConnection.Heard heard = say(connection, request, "Connection: Keep-Alive\r\n").hear(head);
				assertThat(heard.headers()).containsEntry("Connection", "keep-alive")
					.containsKey("Content-Length")
					.doesNotContainKey("Transfer-Encoding");
			}
		}
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Heard only = say(connection, request, "").hear(head);
			assertThat(only.headers()).containsKey("Content-Length")
				.doesNotContainKey("Transfer-Encoding")
				.doesNotContainEntry("Connection", "keep-alive");
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@Test
	void keepsChunksForHttp11Clients() throws IOException {
		answerInChunks();
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 2; i++) {
				RawConnection.Heard heard = connection.say(head("GET", "/pull", "")).hear();
				assertThat(heard.headers()).containsEntry("Transfer-Encoding", "chunked")
					.doesNotContainKey("Connection");
				assertThat(heard.body()).isEqualTo(PAGE);
			}
		}
	}

	private void answerInChunks() {
		replica().answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(PAGE.substring(0, 9_000))
				+ chunk(PAGE.substring(9_000)) + "0\r\n\r\n");
	}

	private static String chunk(String part) {
		return Integer.toHexString(part.length()) + "\r\n" + part + "\r\n";
	}

	private static RawConnection say(RawConnection connection, String request, String header) throws IOException {
		String length = request.startsWith("POST") ? "Content-Length: 0\r\n" : "";
		return connection.say(request + " HTTP/1.0\r\n" + header + length + "\r\n");
	}

}
