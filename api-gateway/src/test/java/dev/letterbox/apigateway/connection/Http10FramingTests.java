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
 * Responses to HTTP/1.0 clients are framed without chunks.
 */
class Http10FramingTests extends GatewayFixture {

	private static final String PAGE = "{\"messages\":[" + "0123456789abcdef".repeat(6_000) + "]}";

	@ParameterizedTest
	@ValueSource(strings = { "", "Connection: keep-alive\r\n", "Connection: close\r\n" })
	void endsAResponseOfUnknownLengthWithTheConnection(String header) throws IOException {
		answerInChunks();
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Response response = send(connection, "GET /pull", header).receive();
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.headers()).containsEntry("Connection", "close")
				.containsKey("X-Request-Id")
				.doesNotContainKeys("Transfer-Encoding", "Content-Length");
			assertThat(response.body()).isEqualTo(PAGE);
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@Test
	void endsAResponseThatTheReplicaEndedWithTheConnectionLikewise() throws IOException {
		replica().answering((request, out) -> {
			StubReplica.write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + PAGE);
			throw new IOException("closes the connection");
		});
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Response response = send(connection, "GET /pull", "").receive();
			assertThat(response.headers()).doesNotContainKeys("Transfer-Encoding", "Content-Length");
			assertThat(response.body()).isEqualTo(PAGE);
		}
	}

	@Test
	void answersHeadWithoutChunks() throws IOException {
		replica().answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Response response = send(connection, "HEAD /pull", "Connection: keep-alive\r\n")
				.receive(true);
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.headers()).doesNotContainKey("Transfer-Encoding");
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /ping", "HEAD /ping", "POST /send", "GET /nowhere", "DELETE /ping", "GET /ping?a|b",
			"GET /", "GET /swagger-ui", "GET /swagger-ui/swagger-ui.css", "HEAD /swagger-ui/start.js" })
	void keepsTheConnectionIfTheLengthIsKnownAndTheClientAsksForIt(String request) throws IOException {
		replica().answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		boolean head = request.startsWith("HEAD");
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 3; i++) {
				RawConnection.Response response = send(connection, request, "Connection: Keep-Alive\r\n").receive(head);
				assertThat(response.headers()).containsEntry("Connection", "keep-alive")
					.containsKey("Content-Length")
					.doesNotContainKey("Transfer-Encoding");
			}
		}
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Response only = send(connection, request, "").receive(head);
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
				RawConnection.Response response = connection.send(head("GET", "/pull", "")).receive();
				assertThat(response.headers()).containsEntry("Transfer-Encoding", "chunked")
					.doesNotContainKey("Connection");
				assertThat(response.body()).isEqualTo(PAGE);
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

	private static RawConnection send(RawConnection connection, String request, String header) throws IOException {
		String length = request.startsWith("POST") ? "Content-Length: 0\r\n" : "";
		return connection.send(request + " HTTP/1.0\r\n" + header + length + "\r\n");
	}

}
