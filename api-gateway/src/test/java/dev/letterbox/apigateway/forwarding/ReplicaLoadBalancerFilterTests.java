package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which replica receives a request, how often, and how missing responses are reported.
 */
class ReplicaLoadBalancerFilterTests extends GatewayFixture {

	private static final String BODY = "{\"chat\":\"a:b\"}";

	@ParameterizedTest
	@ValueSource(strings = { "GET /pull", "HEAD /api/pull", "POST /send", "GET /ping" })
	void reportsThatNoReplicaIsAvailable(String request) throws IOException {
		RawConnection.Response response = send(request);
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json")
			.containsEntry("Retry-After", "1");
		if (!request.startsWith("HEAD")) {
			response.isProblem(503, "unavailable");
		}
	}

	@RepeatedTest(5)
	void triesAnotherReplicaIfOneRefusesTheConnection() throws IOException {
		deadReplica();
		StubReplica alive = replica();
		deadReplica();
		for (String request : List.of("POST /send", "GET /pull", "HEAD /ping")) {
			assertThat(send(request).status()).isEqualTo(200);
		}
		assertThat(alive.seen()).extracting(StubReplica.Seen::method).containsExactly("POST", "GET", "HEAD");
		assertThat(alive.seen().getFirst().body()).isEqualTo(BODY);
	}

	@Test
	void triesEachDeadReplicaOnce() throws IOException {
		deadReplica();
		deadReplica();
		deadReplica();
		send("POST /send").isProblem(503, "unavailable");
		send("GET /pull").isProblem(503, "unavailable");
	}

	@Test
	void distributesRequestsOverAllReplicas() throws IOException {
		List<StubReplica> replicas = List.of(replica(), replica(), replica());
		for (int i = 0; i < 60; i++) {
			ask("GET", "/ping");
		}
		assertThat(replicas).allSatisfy((replica) -> assertThat(replica.seen()).hasSizeGreaterThan(5));
		assertThat(replicas.stream().mapToInt((replica) -> replica.seen().size()).sum()).isEqualTo(60);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\nContent-Le" })
	void sendsNothingTwiceIfTheConnectionBreaksBeforeTheResponse(String beginning) throws IOException {
		List<StubReplica> replicas = List.of(breaking(beginning), breaking(beginning));
		send("POST /send").isProblem(504, "timeout");
		assertThat(send("POST /send").body()).contains("may or may not have been stored", "Idempotency-Key");
		assertThat(replicas.stream().mapToInt((replica) -> replica.seen().size()).sum()).isEqualTo(2);
	}

	@Test
	void sendsNothingTwiceOverAPooledConnection() throws IOException {
		StubReplica first = replica();
		StubReplica second = replica();
		Stream.generate(() -> "GET /ping").limit(20).forEach((request) -> assertThat(status(request)).isEqualTo(200));
		first.seen().clear();
		second.seen().clear();
		first.answering((request, out) -> {
			throw new IOException("gone");
		});
		second.answering((request, out) -> {
			throw new IOException("gone");
		});
		send("POST /send").isProblem(504, "timeout");
		assertThat(first.seen().size() + second.seen().size()).isEqualTo(1);
	}

	@Test
	void reportsATruncatedResponse() throws IOException {
		replica().answering((request, out) -> {
			StubReplica.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"messages\":");
			throw new IOException("gone");
		});
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Response response = connection.send(head("GET", "/pull", "")).receive();
			if (response.status() == 200) {
				assertThat(response.body()).hasSizeLessThan(100);
				assertThat(connection.isClosedByServer()).isTrue();
			}
			else {
				response.isProblem(503, "unavailable");
			}
		}
	}

	@Test
	void limitsTheTimeToTheResponse() throws IOException {
		StubReplica slow = replica().answering((request, out) -> {
		});
		assertThat(send("POST /send").isProblem(504, "timeout").body()).contains("Idempotency-Key");
		assertThat(send("GET /pull").isProblem(504, "timeout").body()).doesNotContain("Idempotency-Key");
		assertThat(slow.seen()).hasSize(2);
	}

	@Test
	void limitsTheTimeForTheRestOfAResponse() throws IOException {
		replica()
			.answering((request, out) -> StubReplica.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
		try (RawConnection connection = new RawConnection(this.port)) {
			RawConnection.Response response = connection.send(head("GET", "/pull", "")).receive();
			assertThat(response.body().length() < 100 || response.status() == 504).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "200 OK", "200 Fine", "404 Not Found", "422 Unprocessable Content", "503 Unavailable",
			"500 Oh", "429 Too Many", "599 Odd", "301 Moved" })
	void forwardsAResponseUnchanged(String status) throws IOException {
		StubReplica replica = replica().answering("HTTP/1.1 " + status
				+ "\r\nContent-Type: application/problem+json\r\n"
				+ "Link: </api/pull?chat=a%3Ab&cursor=1>; rel=\"next\"\r\nRetry-After: 7\r\nCache-Control: no-store\r\n"
				+ "Connection: close, X-Hop\r\nX-Hop: 1\r\nIdempotency-Replayed: true\r\nContent-Length: 9\r\n\r\n"
				+ "{\"a\":\"\u00e9\"}");
		RawConnection.Response response = ask("GET", "/pull");
		assertThat(response.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
		assertThat(response.headers()).containsEntry("Link", "</api/pull?chat=a%3Ab&cursor=1>; rel=\"next\"")
			.containsEntry("Retry-After", "7")
			.containsEntry("Cache-Control", "no-store")
			.containsEntry("Content-Type", "application/problem+json")
			.containsEntry("Idempotency-Replayed", "true")
			.containsEntry("Content-Length", "9")
			.doesNotContainKeys("X-Hop", "Connection");
		assertThat(response.body()).startsWith("{\"a\":\"").hasSize(9);
		assertThat(replica.seen()).hasSize(1);
	}

	@Test
	void forwardsAChunkedResponse() throws IOException {
		replica().answering(
				"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"mes\r\nd\r\nsages\":[]}   \r\n0\r\n\r\n");
		RawConnection.Response response = ask("GET", "/pull");
		assertThat(response.body()).isEqualTo("{\"messages\":[]}   ");
		try (RawConnection old = new RawConnection(this.port)) {
			assertThat(old.send("GET /pull HTTP/1.0\r\n\r\n").receive().body()).contains("{\"messages\":[]}   ");
		}
	}

	@Test
	void usesAReplicaThatReturnsOnTheSameConnection() throws IOException {
		StubReplica replica = replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			replica.answering("HTTP/1.1 503 Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
			assertThat(connection.send(head("GET", "/ping", "")).receive().headers()).containsEntry("Retry-After", "2");
			this.registry.up.clear();
			connection.send(head("GET", "/ping", "")).receive().isProblem(503, "unavailable");
			replica();
			assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(200);
		}
	}

	private StubReplica breaking(String beginning) {
		return replica().answering((request, out) -> {
			StubReplica.write(out, beginning);
			throw new IOException("gone");
		});
	}

	private RawConnection.Response send(String request) throws IOException {
		String[] words = StringUtils.delimitedListToStringArray(request, " ");
		boolean send = words[0].equals("POST");
		return ask(
				head(words[0], words[1], send ? "Content-Length: " + BODY.length() + "\r\n" : "") + (send ? BODY : ""));
	}

	private int status(String request) {
		try {
			return send(request).status();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
