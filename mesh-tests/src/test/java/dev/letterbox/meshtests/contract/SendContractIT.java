package dev.letterbox.meshtests.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@RunsOnMesh
class SendContractIT {

	private final Client client;

	SendContractIT(Client client) {
		this.client = client;
	}

	@Test
	void answersSendWithEmptyBodyOnceItIsVisible() {
		String chat = Client.freshChat();
		long before = Instant.now().getEpochSecond();
		Reply reply = this.client.send(chat, Client.secondOf(chat), "hi");
		long after = Instant.now().getEpochSecond();
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.text()).isEmpty();
		assertThat(reply.header("Idempotency-Replayed")).isEmpty();
		assertThat(reply.header("Preference-Applied")).isEmpty();
		Message message = this.client.all(chat).getFirst();
		assertThat(message).isEqualTo(new Message(chat, 0, Client.secondOf(chat), "hi", message.sendTime()));
		assertThat(message.sendTime()).isBetween(before, after);
	}

	@Test
	void givesPositionsFromZeroWithoutGap() {
		String chat = Client.freshChat();
		for (int i = 0; i < 25; i++) {
			Message stored = this.client.stored(chat, "number " + i);
			assertThat(stored.position()).isEqualTo(i);
			assertThat(this.client.page(chat, "cursor", i).messages()).containsExactly(stored);
		}
		assertThat(this.client.all(chat)).extracting(Message::position)
			.containsExactlyElementsOf(Stream.iterate(0L, (it) -> it + 1).limit(25).toList());
	}

	@Test
	void takesEitherSpellingOfTheChat() {
		String chat = Client.freshChat("zoe", "adam");
		String turned = Client.secondOf(chat) + ":" + Client.firstOf(chat);
		assertThat(this.client.stored(chat, "one")).extracting(Message::chat, Message::position)
			.containsExactly(chat, 0L);
		assertThat(this.client.stored(turned, "two")).extracting(Message::chat, Message::position)
			.containsExactly(turned, 1L);
		assertThat(this.client.page(chat).messages()).extracting(Message::chat).containsExactly(chat, chat);
		assertThat(this.client.page(turned).messages()).extracting(Message::chat).containsExactly(turned, turned);
		assertThat(this.client.page(turned).texts()).containsExactly("one", "two");
	}

	@Test
	void takesEitherSpellingWhereCodePointsAndCodeUnitsSortDifferently() {
		String chat = Client.freshChat("\uFF5Ea", "\uD83D\uDE00b");
		String turned = Client.secondOf(chat) + ":" + Client.firstOf(chat);
		assertThat(this.client.stored(chat, "one").position()).isZero();
		assertThat(this.client.stored(turned, "two").position()).isEqualTo(1);
		assertThat(this.client.page(chat).texts()).containsExactly("one", "two");
	}

	@Test
	void keepsChatsOfSimilarMembersApart() {
		String chat = Client.freshChat("alice", "bob");
		String other = chat.replace("alice", "Alice");
		this.client.stored(chat, "to bob");
		assertThat(this.client.page(other).messages()).isEmpty();
		assertThat(this.client.page(chat.replace("bob", "bo")).messages()).isEmpty();
		String composed = Client.freshChat("\u00E9", "x");
		this.client.stored(composed, "composed");
		assertThat(this.client.page(composed.replace("\u00E9", "e\u0301")).messages()).isEmpty();
	}

	@Test
	void keepsNotesToOneself() {
		String member = Client.firstOf(Client.freshChat());
		String chat = member + ":" + member;
		this.client.stored(chat, "buy milk");
		assertThat(this.client.page(chat).messages()).extracting(Message::chat, Message::sender, Message::text)
			.containsExactly(tuple(chat, member, "buy milk"));
	}

	@ParameterizedTest
	@MethodSource
	void keepsTextByteForByte(String text) {
		assertKept(text);
	}

	@ParameterizedTest
	@MethodSource
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb",
			disabledReason = "PostgreSQL, which FerretDB stands on, keeps no U+0000 in a text")
	void keepsTheCharacterZero(String text) {
		assertKept(text);
	}

	private void assertKept(String text) {
		String chat = Client.freshChat();
		assertThat(this.client.stored(chat, text).text()).isEqualTo(text);
		Message pulled = this.client.all(chat).getFirst();
		assertThat(pulled.text().getBytes(StandardCharsets.UTF_8)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
	}

	static Stream<Named<String>> keepsTextByteForByte() {
		return Stream.of(Named.of("one letter", "a"), Named.of("a blank", " "), Named.of("a line feed", "\n"),
				Named.of("CRLF, CR and LF", "a\r\nb\rc\nd\r\n"), Named.of("tabs and blanks", " \t a \t "),
				Named.of("every control", controls()), Named.of("byte order mark", "\uFEFFa\uFEFF"),
				Named.of("noncharacters", "\uFFFE\uFFFF\uD83F\uDFFE\uDBFF\uDFFF"),
				Named.of("private use", "\uE000\uF8FF"), Named.of("replacement character", "\uFFFD"),
				Named.of("line separators", "\u0085\u2028\u2029\u00A0\u200B\u2060"),
				Named.of("quotes", "\"'\\/<>&%+#{}[]$.${jndi}"), Named.of("not JSON", "{\"a\":1}\\u0041"),
				Named.of("not normalized", "e\u0301 \u00E9 \u1112\u1161\u11AB \uD55C"),
				Named.of("scripts", "Grüße, Привет, γειά, שלום, مرحبا, नमस्ते, สวัสดี, 你好, こんにちは, 안녕, አማርኛ"),
				Named.of("emoji", "😀 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 ☃️"),
				Named.of("the most letters", "x".repeat(65_536)),
				Named.of("the most three-byte letters", "字".repeat(65_536)),
				Named.of("the most surrogate pairs", "😀".repeat(32_768)));
	}

	static Stream<Named<String>> keepsTheCharacterZero() {
		return Stream.of(Named.of("NUL", "\u0000"), Named.of("NULs within", "\u0000a\u0000"),
				Named.of("with every other control", "\u0000" + controls()));
	}

	/** Every control but U+0000. */
	private static String controls() {
		StringBuilder controls = new StringBuilder();
		for (char c = 1; c < 0xA0; c++) {
			if (Character.isISOControl(c)) {
				controls.append(c);
			}
		}
		return controls.toString();
	}

	@Test
	void takesTextAsLongAsTheLimitHoweverItIsEscaped() {
		String chat = Client.freshChat();
		String body = "{\"chat\":\"%s\",\"sender\":\"%s\",\"text\":\"%s\"}".formatted(chat, Client.firstOf(chat),
				"\\u0001".repeat(65_536));
		assertThat(this.client.post("/api/send", body).status()).isEqualTo(200);
		assertThat(this.client.all(chat).getFirst().text()).isEqualTo("\u0001".repeat(65_536));
	}

	@Test
	void readsEscapesAsTheCharactersTheyAre() {
		String chat = Client.freshChat();
		String body = "{\"ch\\u0061t\":\"%s\",\"sender\":\"%s\",\"text\":\"\\ud83d\\uDE00\\/\\b\\f\\n\\r\\t\\\"\\\\\\u00e9\"}"
			.formatted(chat, Client.firstOf(chat));
		assertThat(this.client.post("/api/send", body).status()).isEqualTo(200);
		assertThat(this.client.page(chat).texts()).containsExactly("😀/\b\f\n\r\t\"\\é");
	}

	@Test
	void ignoresUnknownFieldsAndParameters() {
		String chat = Client.freshChat();
		String body = Json.object("position", 7, "chat", chat, "extra", List.of(1, "x"), "sender", Client.firstOf(chat),
				"Text", "no", "text", "yes", "send_time", 5, "none", null);
		assertThat(this.client.post("/api/send?chat=x&foo=1&foo=2", body).status()).isEqualTo(200);
		assertThat(this.client.page(chat).messages()).singleElement()
			.satisfies((message) -> assertThat(message.text()).isEqualTo("yes"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/json;charset=UTF-8", "Application/JSON",
			"application/json ; charset=utf-8" })
	void takesJsonHoweverItIsNamed(String contentType) {
		String chat = Client.freshChat();
		Reply reply = this.client.send(chat, Client.firstOf(chat), "grüß 😀", "Content-Type", contentType);
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(this.client.page(chat).texts()).containsExactly("grüß 😀");
	}

	@Test
	void takesWhiteSpaceAroundTheJson() {
		String chat = Client.freshChat();
		String body = " \t\r\n" + Json.object("chat", chat, "sender", Client.firstOf(chat), "text", "x") + "\n ";
		assertThat(this.client.post("/api/send", body).status()).isEqualTo(200);
		assertThat(this.client.page(chat).texts()).containsExactly("x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "return=representation", "Return=representation", "return=\"representation\"",
			"return = representation", "respond-async, wait=5; foo, return=representation;x=y",
			"foo;bar=\"a,b\", return=representation, return=minimal" })
	void answersWithTheStoredMessageWhereItIsPreferred(String prefer) {
		String chat = Client.freshChat();
		Reply reply = this.client.send(chat, Client.firstOf(chat), "hi", "Prefer", prefer);
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(reply.mediaType()).isEqualTo("application/json");
		assertThat(reply.header("Preference-Applied")).hasValue("return=representation");
		assertThat(Message.of(reply.json())).isEqualTo(this.client.all(chat).getFirst());
	}

	@Test
	void readsPreferencesOfSeveralHeaderLines() {
		String chat = Client.freshChat();
		Reply reply = this.client.send(chat, Client.firstOf(chat), "hi", "Prefer", "respond-async", "Prefer",
				"return=representation");
		assertThat(Message.of(reply.json()).text()).isEqualTo("hi");
	}

	@ParameterizedTest
	@ValueSource(strings = { "return=minimal", "return=minimal, return=representation", "return", "return=",
			"representation", "respond-async", "x=\"return=representation\"", "=", ",;,", "\"" })
	void answersWithEmptyBodyForOtherPreferences(String prefer) {
		String chat = Client.freshChat();
		Reply reply = this.client.send(chat, Client.firstOf(chat), "hi", "Prefer", prefer);
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(reply.text()).isEmpty();
		assertThat(this.client.page(chat).texts()).containsExactly("hi");
	}

	@Test
	void takesChunkedBodies() {
		String chat = Client.freshChat();
		byte[] body = Json.object("chat", chat, "sender", Client.firstOf(chat), "text", "in pieces")
			.getBytes(StandardCharsets.UTF_8);
		Reply reply = this.client.exchange("POST", "/api/send", HttpRequest.BodyPublishers.ofByteArrays(List.of(body)),
				"Content-Type", "application/json");
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(this.client.page(chat).texts()).containsExactly("in pieces");
	}

	@Test
	void answersClientsThatAskBeforeTheySendTheBody() {
		String chat = Client.freshChat();
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.client.base() + "/api/send"))
			.expectContinue(true)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString(Json.object("chat", chat, "sender", Client.firstOf(chat), "text", "may I?")))
			.build();
		try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			assertThat(Client.exchange(http, request).status()).isEqualTo(200);
		}
		assertThat(this.client.page(chat).texts()).containsExactly("may I?");
	}

	@Test
	void answersClientsThatOfferAnotherProtocol() {
		String chat = Client.freshChat();
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.client.base() + "/api/send"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString(Json.object("chat", chat, "sender", Client.firstOf(chat), "text", "HTTP/2?")))
			.build();
		// Java's own default: HTTP/1.1 with Upgrade: h2c.
		try (HttpClient http = HttpClient.newHttpClient()) {
			assertThat(Client.exchange(http, request).status()).isEqualTo(200);
		}
		assertThat(this.client.page(chat).texts()).containsExactly("HTTP/2?");
	}

	@Test
	void answersRequestsThatAskForWebSocketAsIfTheyDidNot() {
		String chat = Client.freshChat();
		String json = Json.object("chat", chat, "sender", Client.firstOf(chat), "text", "socket?");
		Reply sent = RawConnection.exchange(this.client.base(),
				RawConnection.head("POST /api/send HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade",
						"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
						"Content-Type: application/json", "Content-Length: " + json.length()) + json);
		assertThat(sent.status()).as("%s", sent).isEqualTo(200);
		Reply pulled = RawConnection.exchange(this.client.base(),
				RawConnection.head("GET /api/pull?" + Client.query(chat) + " HTTP/1.1", "Upgrade: websocket",
						"Connection: Upgrade", "Sec-WebSocket-Version: 13",
						"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
		assertThat(Page.of(pulled).texts()).containsExactly("socket?");
	}

}
