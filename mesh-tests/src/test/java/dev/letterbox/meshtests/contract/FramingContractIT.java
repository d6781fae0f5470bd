package dev.letterbox.meshtests.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests with malformed framing are rejected, and nothing of them is stored.
 */
@RunsOnMesh
class FramingContractIT {

	private static final String JSON = "Content-Type: application/json";

	private final Client client;

	private final String chat = Client.freshChat();

	private final String body = Json.object("chat", this.chat, "sender", Client.firstOf(this.chat), "text", "x");

	FramingContractIT(Client client) {
		this.client = client;
	}

	@ParameterizedTest
	@MethodSource
	void turnsAway(String template) {
		String request = template.replace("LENGTH", "Content-Length: " + this.body.length())
			.replace("NUMBER", String.valueOf(this.body.length()))
			.replace("SIZE", Integer.toHexString(this.body.length()))
			.replace("BODY", this.body);
		Refusals.assertTurnedAway(RawConnection.exchange(this.client.base(), request));
		Refusals.assertNothingStored(this.client, this.chat);
	}

	static Stream<Named<String>> turnsAway() {
		String send = "POST /api/send HTTP/1.1";
		String chunked = "Transfer-Encoding: chunked";
		return Stream.of(Named.of("no HTTP at all", "hello\r\n\r\n"), Named.of("no version", "POST /api/send\r\n\r\n"),
				Named.of("no target", "POST HTTP/1.1\r\nHost: x\r\n\r\n"),
				Named.of("another protocol", "POST /api/send SMTP/1.0\r\nHost: x\r\n\r\n"),
				Named.of("a header without a colon", RawConnection.head(send, JSON, "LENGTH", "Broken") + "BODY"),
				Named.of("a header without a name", RawConnection.head(send, JSON, "LENGTH", ": x") + "BODY"),
				Named.of("a blank before the colon", RawConnection.head(send, JSON, "LENGTH", "X : y") + "BODY"),
				Named.of("a length that is no number", RawConnection.head(send, JSON, "Content-Length: abc") + "BODY"),
				Named.of("a negative length", RawConnection.head(send, JSON, "Content-Length: -1") + "BODY"),
				Named.of("a length beyond 64 bits",
						RawConnection.head(send, JSON, "Content-Length: 99999999999999999999") + "BODY"),
				Named.of("two lengths", RawConnection.head(send, JSON, "LENGTH", "Content-Length: 5") + "BODY"),
				Named.of("a chunk size that is no number",
						RawConnection.head(send, JSON, chunked) + "zz\r\nBODY\r\n0\r\n\r\n"),
				Named.of("a negative chunk size", RawConnection.head(send, JSON, chunked) + "-5\r\nBODY\r\n0\r\n\r\n"),
				Named.of("a malformed size after the text",
						RawConnection.head(send, JSON, chunked) + "SIZE\r\nBODY\r\nzz\r\n\r\n"),
				Named.of("a chunk that goes on",
						RawConnection.head(send, JSON, chunked) + "SIZE\r\nBODYmore\r\n0\r\n\r\n"),
				Named.of("a very long target",
						RawConnection.head("GET /api/pull?chat=a:b&x=" + "y".repeat(100_000) + " HTTP/1.1")),
				Named.of("a very long header",
						RawConnection.head(send, JSON, "LENGTH", "X: " + "y".repeat(100_000)) + "BODY"),
				Named.of("very many headers",
						RawConnection.head(send, JSON, "LENGTH", "X: yyyyyyyy\r\n".repeat(20_000) + "Y: z") + "BODY"));
	}

	@ParameterizedTest
	@MethodSource
	void storesAtMostOnceAndNeverFails(String template) {
		String request = template.replace("LENGTH", "Content-Length: " + this.body.length())
			.replace("NUMBER", String.valueOf(this.body.length()))
			.replace("SIZE", Integer.toHexString(this.body.length()))
			.replace("BODY", this.body);
		Reply reply = RawConnection.exchange(this.client.base(), request);
		if (reply.status() == 200) {
			assertThat(this.client.page(this.chat).texts()).containsExactly("x");
		}
		else {
			assertThat(reply.status()).as("%s", reply).isIn(400, 411, 413, 414, 415, 417, 431, 501, 505);
			Refusals.assertNothingStored(this.client, this.chat);
		}
	}

	static Stream<Named<String>> storesAtMostOnceAndNeverFails() {
		String send = "POST /api/send HTTP/1.1";
		return Stream.of(Named.of("no host", send + "\r\n" + JSON + "\r\nLENGTH\r\n\r\nBODY"),
				Named.of("two hosts", RawConnection.head(send, "Host: other.test", JSON, "LENGTH") + "BODY"),
				Named.of("HTTP/1.0", RawConnection.head("POST /api/send HTTP/1.0", JSON, "LENGTH") + "BODY"),
				Named.of("HTTP/9.9", RawConnection.head("POST /api/send HTTP/9.9", JSON, "LENGTH") + "BODY"),
				Named.of("length and chunks",
						RawConnection.head(send, JSON, "Content-Length: 4", "Transfer-Encoding: chunked")
								+ "SIZE\r\nBODY\r\n0\r\n\r\n"),
				Named.of("chunks named twice",
						RawConnection.head(send, JSON, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")
								+ "SIZE\r\nBODY\r\n0\r\n\r\n"),
				Named.of("an unknown coding",
						RawConnection.head(send, JSON, "Transfer-Encoding: xchunked", "LENGTH") + "BODY"),
				Named.of("another expectation", RawConnection.head(send, JSON, "Expect: the best", "LENGTH") + "BODY"),
				Named.of("a folded header", RawConnection.head(send, JSON, "X: a\r\n b", "LENGTH") + "BODY"),
				Named.of("line feeds alone", (RawConnection.head(send, JSON, "LENGTH") + "BODY").replace("\r\n", "\n")),
				Named.of("the same length twice", RawConnection.head(send, JSON, "LENGTH", "LENGTH") + "BODY"),
				Named.of("a signed length", RawConnection.head(send, JSON, "Content-Length: +NUMBER") + "BODY"),
				Named.of("two content types",
						RawConnection.head(send, JSON, "Content-Type: text/plain", "LENGTH") + "BODY"),
				Named.of("a malformed trailer", RawConnection.head(send, JSON, "Transfer-Encoding: chunked")
						+ "SIZE\r\nBODY\r\n0\r\nbad\r\n\r\n"));
	}

	@Test
	void storesNothingOfABodyThatDoesNotArriveWhole() throws IOException {
		for (String cut : new String[] {
				RawConnection.head("POST /api/send HTTP/1.1", JSON, "Content-Length: " + (this.body.length() + 1))
						+ this.body,
				RawConnection.head("POST /api/send HTTP/1.1", JSON, "Transfer-Encoding: chunked")
						+ Integer.toHexString(this.body.length()) + "\r\n" + this.body + "\r\n" }) {
			try (RawConnection connection = new RawConnection(this.client.base())) {
				connection.write(cut.getBytes(StandardCharsets.UTF_8));
				connection.finish();
				Reply reply = connection.read(false);
				assertThat(reply.status()).as("%s", reply).isIn(0, 400);
			}
		}
		// Nothing says when the server has given up, so the chat is watched for a while.
		Awaitility.await()
			.during(Duration.ofMillis(500))
			.atMost(Duration.ofSeconds(2))
			.untilAsserted(() -> Refusals.assertNothingStored(this.client, this.chat));
	}

	@Test
	void keepsRequestsOfOneConnectionApart() throws IOException {
		String send = RawConnection.head("POST /api/send HTTP/1.1", JSON, "Content-Length: " + this.body.length());
		String pull = RawConnection.head("GET /api/pull?" + Client.query(this.chat) + " HTTP/1.1");
		try (RawConnection connection = new RawConnection(this.client.base())) {
			connection.write((send + this.body + pull + send + "{" + "x".repeat(this.body.length() - 1) + pull)
				.getBytes(StandardCharsets.UTF_8));
			assertThat(connection.read(false).status()).isEqualTo(200);
			assertThat(Page.of(connection.read(false)).texts()).containsExactly("x");
			Refusals.assertInvalidSomehow(connection.read(false));
			assertThat(Page.of(connection.read(false)).texts()).containsExactly("x");
		}
	}

}
