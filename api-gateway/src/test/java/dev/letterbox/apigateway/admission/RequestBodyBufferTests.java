package dev.letterbox.apigateway.admission;

import java.io.IOException;
import java.time.Duration;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which bodies reach a replica, and that the rest of a request reaches it unchanged.
 */
class RequestBodyBufferTests extends GatewayFixture {

	private static final int LIMIT = 512 * 1024;

	@ParameterizedTest
	@ValueSource(strings = { "GET /api/pull", "HEAD /pull", "POST /send" })
	void forwardsABodyWithItsLengthHoweverItWasFramed(String request) throws IOException {
		StubReplica replica = replica();
		String[] words = StringUtils.delimitedListToStringArray(request, " ");
		ask(head(words[0], words[1], "Content-Length: 14\r\n") + "{\"chat\":\"a:b\"}");
		ask(head(words[0], words[1], "Transfer-Encoding: chunked\r\n")
				+ "5\r\n{\"cha\r\n9;ext=1\r\nt\":\"a:b\"}\r\n0\r\nX-Trailer: 1\r\n\r\n");
		assertThat(replica.seen()).hasSize(2).allSatisfy((seen) -> {
			assertThat(seen.body()).isEqualTo("{\"chat\":\"a:b\"}");
			assertThat(seen.headers()).containsEntry("Content-Length", "14")
				.doesNotContainKeys("Transfer-Encoding", "X-Trailer", "Trailer");
		});
	}

	@Test
	void forwardsARequestWithoutABody() throws IOException {
		StubReplica replica = replica();
		ask("GET", "/pull?chat=a:b");
		ask(head("GET", "/pull?chat=a:b", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n");
		ask("POST", "/send");
		ask(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n");
		ask(head("POST", "/send", ""));
		assertThat(replica.seen()).hasSize(5).allSatisfy((seen) -> {
			assertThat(seen.body()).isEmpty();
			assertThat(seen.headers()).doesNotContainKey("Transfer-Encoding");
		});
	}

	@Test
	void forwardsTheLargestBody() throws IOException {
		StubReplica replica = replica();
		assertThat(ask(head("POST", "/send", "Content-Length: " + LIMIT + "\r\n") + "x".repeat(LIMIT)).status())
			.isEqualTo(200);
		assertThat(ask(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + chunk(LIMIT) + "0\r\n\r\n").status())
			.isEqualTo(200);
		assertThat(replica.seen()).hasSize(2).allSatisfy((seen) -> assertThat(seen.body()).hasSize(LIMIT));
	}

	@Test
	void refusesALargerBodyAndKeepsTheConnection() throws IOException {
		StubReplica replica = replica();
		int large = LIMIT + 1;
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", "Content-Length: " + large + "\r\n"));
			connection.receive().isProblem(413, "too-large");
			connection.send("x".repeat(large)).send(head("GET", "/pull", "Content-Length: " + large + "\r\n"));
			connection.receive().isProblem(413, "too-large");
			connection.send("x".repeat(large)).send(head("GET", "/nowhere", ""));
			connection.receive().isProblem(404, "not-found");
		}
		assertThat(replica.seen()).isEmpty();
	}

	@Test
	void refusesAChunkedBodyAsSoonAsItIsTooLarge() throws IOException {
		StubReplica replica = replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + chunk(LIMIT) + chunk(1));
			connection.receive().isProblem(413, "too-large");
			connection.send(chunk(4 * LIMIT) + "0\r\n\r\n").send(head("GET", "/nowhere", ""));
			connection.receive().isProblem(404, "not-found");
		}
		assertThat(replica.seen()).isEmpty();
	}

	@Test
	void refusesALargeBodyOfAClientThatReadsOnlyAfterSending() throws IOException {
		replica();
		String all = head("POST", "/send", "Content-Length: " + (20 * LIMIT) + "\r\n") + "x".repeat(20 * LIMIT);
		ask(all).isProblem(413, "too-large");
	}

	@ParameterizedTest
	@ValueSource(strings = { "z\r\n{}\r\n0\r\n\r\n", "2\r\n{}XX0\r\n\r\n", "2\r\n{}\r\nz\r\n\r\n",
			"2\r\n{}\r\n-1\r\n\r\n", "2\r\n{}\r\n0\r\nbad trailer\r\n\r\n" })
	void neverForwardsAMalformedBody(String body) throws IOException {
		StubReplica replica = replica();
		assertThat(ask(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + body).status()).isEqualTo(400);
		assertThat(ask(head("GET", "/pull", "Transfer-Encoding: chunked\r\n") + body).status()).isEqualTo(400);
		assertThat(replica.seen()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: -1", "Content-Length: x", "Content-Length: 99999999999999999999",
			"Content-Length: 1\r\nContent-Length: 2", "Content-Length: 2, 3" })
	void neverForwardsABodyOfInvalidLength(String length) throws IOException {
		StubReplica replica = replica();
		assertThat(ask(head("POST", "/send", length + "\r\n") + "{}").status()).isEqualTo(400);
		assertThat(replica.seen()).isEmpty();
	}

	@Test
	void neverForwardsATruncatedBody() throws IOException {
		StubReplica replica = replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", "Content-Length: 100\r\n") + "{\"chat\"");
		}
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + "2\r\n{}\r\n");
		}
		assertThat(ask("GET", "/ping?after").status()).isEqualTo(200);
		Awaitility.await()
			.during(Duration.ofMillis(500))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(replica.seen()).singleElement()
				.satisfies((seen) -> assertThat(seen.target()).isEqualTo("/ping?after")));
	}

	@Test
	void limitsTheTimeForABody() throws IOException {
		StubReplica replica = replica();
		ask(head("POST", "/send", "Content-Length: 100\r\n") + "{\"chat\"").isProblem(400, "invalid-request");
		assertThat(replica.seen()).isEmpty();
	}

	@Test
	void asksForTheBodyWhereTheClientExpectsContinue() throws IOException {
		StubReplica replica = replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", "Expect: 100-continue\r\nContent-Length: 2\r\n"));
			assertThat(connection.receive().status()).isEqualTo(100);
			assertThat(connection.send("{}").receive().status()).isEqualTo(200);
		}
		assertThat(replica.seen()).singleElement()
			.satisfies((seen) -> assertThat(seen.headers()).doesNotContainKey("Expect"));
	}

	@Test
	void refusesWithoutAskingForTheBodyWhereTheClientExpectsContinue() throws IOException {
		String expect = "Expect: 100-continue\r\nContent-Length: " + (LIMIT + 1) + "\r\n";
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/send", expect)).receive().isProblem(413, "too-large");
			assertThat(connection.isClosedByServer()).isTrue();
		}
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("POST", "/nowhere", expect)).receive().isProblem(404, "not-found");
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "?", "?chat=a:b", "?chat=a%3Ab", "?chat=a%3ab&x=[1]", "?a=%00", "?a=+&b=%2B&c=%20",
			"?a=;b;c", "?a=%F0%9F%98%80:b", "?a=%25&b=%2525&c=%2f", "?a=b=c&&d&=e", "?a=b?c/d", "?a=%ff%fe", "?[]&%5B",
			"?chat=a%3Ab&chat=~!$'()*,@" })
	void forwardsTheQueryByteForByte(String query) throws IOException {
		StubReplica replica = replica();
		ask("GET", "/pull" + query);
		ask("POST", "/api/send" + query);
		assertThat(replica.seen()).extracting(StubReplica.Seen::target)
			.containsExactly("/pull" + query, "/api/send" + query);
	}

	@Test
	void forwardsEndToEndHeadersAndRemovesHopByHopHeaders() throws IOException {
		StubReplica replica = replica();
		ask(head("POST", "/send", """
				Connection: keep-alive, X-Foo, content-length
				X-Foo: 1
				TE: trailers
				Keep-Alive: timeout=5
				Forwarded: for=1.2.3.4
				X-Forwarded-For: 1.2.3.4
				X-Forwarded-Host: evil.example
				Idempotency-Key: k-1
				Prefer: return=representation
				Content-Type: application/json
				Accept: text/plain;q=0.1
				X-Twice: 1
				X-Twice: 2
				Content-Length: 2
				""") + "{}");
		StubReplica.Seen seen = replica.seen().getFirst();
		assertThat(seen.headers()).containsEntry("Idempotency-Key", "k-1")
			.containsEntry("Prefer", "return=representation")
			.containsEntry("Content-Type", "application/json")
			.containsEntry("Accept", "text/plain;q=0.1")
			.containsEntry("X-Twice", "1, 2")
			.containsEntry("Content-Length", "2")
			.containsEntry("Host", seen.headers().get("Host"))
			.doesNotContainKeys("X-Foo", "Connection", "TE", "Keep-Alive", "Forwarded", "X-Forwarded-For",
					"X-Forwarded-Host");
		assertThat(seen.headers().get("Host")).startsWith("127.0.0.1:");
		assertThat(seen.body()).isEqualTo("{}");
	}

	private static String chunk(int size) {
		return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
	}

}
