package dev.letterbox.meshtests.contract;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Invalid bodies are refused, and a refused send stores nothing. */
@RunsOnMesh
class BodyContractIT {

	private static final int LARGEST = 512 * 1024;

	private static final int DEPTH = 10_000;

	private final Client client;

	private final String chat = Client.freshChat();

	private final String sender = Client.firstOf(this.chat);

	/** The beginning of a valid body, without the text and the closing brace. */
	private final String start = "{\"chat\":\"%s\",\"sender\":\"%s\"".formatted(this.chat, this.sender);

	private final String valid = this.start + ",\"text\":\"x\"}";

	BodyContractIT(Client client) {
		this.client = client;
	}

	@ParameterizedTest
	@MethodSource
	void refusesTextThatIsNotJson(String template) {
		String body = template.replace("VALID", this.valid).replace("START", this.start);
		Refusals.assertInvalidSomehow(this.client.post("/api/send", body));
		Refusals.assertInvalidSomehow(this.client.post("/send", body));
		Refusals.assertNothingStored(this.client, this.chat);
	}

	static Stream<Named<String>> refusesTextThatIsNotJson() {
		return Stream
			.of("", " ", "\n", "nul", "{", "}", "START", "START,", "START,\"text\"}", "START,\"text\":}",
					"START,\"text\":\"x\",}", "START,\"text\":\"x}", "START,\"text\":\"x\"]", "START,\"text\":x}",
					"START,'text':'x'}", "START,text:\"x\"}", "START,\"text\":\"a\nb\"}", "START,\"text\":\"a\tb\"}",
					"START,\"text\":\"a\u0000b\"}", "START,\"text\":\"\\x\"}", "START,\"text\":\"\\u12\"}",
					"START,\"text\":\"\\uZZZZ\"}", "START,\"text\":\"x\"/*c*/}", "START,\"text\":\"x\"}//c",
					"START,\"text\":NaN}", "START,\"text\":\"x\",\"n\":NaN}", "START,\"text\":\"x\",\"n\":Infinity}",
					"START,\"text\":\"x\",\"n\":-Infinity}", "START,\"text\":\"x\",\"n\":01}",
					"START,\"text\":\"x\",\"n\":+1}", "START,\"text\":\"x\",\"n\":1.}",
					"START,\"text\":\"x\",\"n\":.5}", "START,\"text\":\"x\",\"n\":0x10}",
					"START,\"text\":\"x\",\"n\":undefined}", "VALIDx", "VALID{}", "VALID VALID", "VALID]", "VALID,",
					"VALID\u0000", "xVALID", "[VALID", "chat=a:b&sender=a&text=x", "<chat/>", "---\nchat: a:b")
			.map((it) -> Named.of("'" + it.replace("\u0000", "NUL") + "'", it));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "[VALID]", "\"x\"", "\"VALID\"", "null", "true", "1", "1e400" })
	void refusesJsonThatIsNotAnObject(String template) {
		String body = template.replace("\"VALID\"", Json.write(this.valid)).replace("VALID", this.valid);
		Refusals.assertInvalidSomehow(this.client.post("/api/send", body));
		Refusals.assertInvalidSomehow(this.client.pullByBody(body, false));
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "START,\"text\":\"x\",\"text\":\"y\"}", "START,\"text\":\"x\",\"text\":\"x\"}",
			"START,\"sender\":\"b\",\"text\":\"x\"}", "START,\"chat\":\"a:b\",\"text\":\"x\"}",
			"START,\"text\":\"x\",\"\\u0074ext\":\"y\"}", "START,\"text\":null,\"text\":\"x\"}" })
	void refusesFieldGivenTwice(String template) {
		Refusals.assertInvalidSomehow(this.client.post("/api/send", template.replace("START", this.start)));
		Refusals.assertInvalidSomehow(this.client.pullByBody("{\"chat\":\"a:b\",\"limit\":1,\"limit\":2}", false));
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1.5", "true", "false", "[]", "[\"x\"]", "{}", "{\"x\":\"y\"}", "null", "1e400",
			"1e999999999" })
	void refusesFieldOfAnotherType(String value) {
		Refusals.assertInvalid(this.client.post("/api/send", this.start + ",\"text\":" + value + "}"), "text");
		Refusals.assertInvalid(this.client.post("/api/send",
				"{\"chat\":\"%s\",\"sender\":%s,\"text\":\"x\"}".formatted(this.chat, value)), "sender");
		Refusals.assertInvalid(this.client.post("/api/send",
				"{\"chat\":%s,\"sender\":\"%s\",\"text\":\"x\"}".formatted(value, this.sender)), "chat");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@Test
	void refusesMissingFields() {
		Refusals.assertInvalid(this.client.post("/api/send", "{}"), "chat", "sender", "text");
		Refusals.assertInvalid(this.client.post("/api/send", this.start + "}"), "text");
		Refusals.assertInvalid(this.client.post("/api/send", Json.object("chat", this.chat, "text", "x")), "sender");
		Refusals.assertInvalid(this.client.post("/api/send", Json.object("sender", this.sender, "text", "x")), "chat");
		Refusals.assertInvalid(
				this.client.post("/api/send?" + Client.query(this.chat, "sender", this.sender, "text", "x"), "{}"),
				"chat", "sender", "text");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@Test
	void namesAllFaultsAtOnce() {
		Refusals.assertInvalid(this.client.post("/api/send", Json.object("chat", "a", "text", "")), "chat", "sender",
				"text");
		Refusals.assertInvalid(this.client.post("/api/send", "{\"chat\":5,\"sender\":true,\"text\":[]}"), "chat",
				"sender", "text");
		Refusals.assertInvalid(this.client.post("/api/send", "{\"chat\":\"a\",\"sender\":true,\"text\":null}"), "chat",
				"sender", "text");
		Refusals.assertInvalid(this.client.send(this.chat, "mallory", "x".repeat(65_537)), "sender", "text");
		Refusals.assertInvalid(this.client.send(this.chat, "mallory", "", "Idempotency-Key", "two words"),
				"Idempotency-Key", "sender", "text");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@Test
	void refusesTextOutOfItsLength() {
		for (String text : List.of("", "x".repeat(65_537), "😀".repeat(32_768) + "x", "字".repeat(65_537),
				"x".repeat(400_000))) {
			Refusals.assertInvalid(this.client.send(this.chat, this.sender, text), "text");
		}
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "BF", "C0AF", "C080", "C1BF", "E08080", "F0808080", "EDA080EDB080", "EDA080",
			"EDB080", "E282", "F09F98", "C3", "F4908080", "F5808080", "FE", "FF", "FFFE", "F8A1A1A1A1", "41C2" })
	void refusesInvalidUtf8(String hex) {
		byte[] invalid = HexFormat.of().parseHex(hex);
		List<byte[]> bodies = List.of(around(this.start + ",\"text\":\"a", invalid, "b\"}"),
				around(this.start + ",\"text\":\"", invalid, "\"}"),
				around(this.start + ",\"text\":\"x\",\"unknown\":\"", invalid, "\"}"),
				around(this.start + ",\"text\":\"x\",\"", invalid, "\":1}"),
				around("{\"chat\":\"a", invalid, ":b\",\"sender\":\"b\",\"text\":\"x\"}"));
		for (byte[] body : bodies) {
			Refusals.assertInvalidSomehow(this.client.post("/api/send", body));
		}
		Refusals.assertNothingStored(this.client, this.chat);
		byte[] pull = around("{\"chat\":\"a", invalid, ":b\"}");
		Refusals
			.assertInvalidSomehow(this.client.exchange("GET", "/api/pull", pull, "Content-Type", "application/json"));
	}

	private static byte[] around(String before, byte[] within, String after) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
		bytes.writeBytes(within);
		bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
		return bytes.toByteArray();
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16" })
	void storesAllOrNothingOfOtherEncodings(String charset) {
		Reply reply = this.client.post("/api/send", this.valid.getBytes(Charset.forName(charset)));
		if (reply.status() == 200) {
			assertThat(this.client.page(this.chat).texts()).containsExactly("x");
		}
		else {
			Refusals.assertInvalidSomehow(reply);
			Refusals.assertNothingStored(this.client, this.chat);
		}
	}

	@ParameterizedTest
	@MethodSource
	void refusesDeepNesting(String template) {
		String body = template.replace("START", this.start);
		Refusals.assertInvalidSomehow(this.client.post("/api/send", body));
		Refusals.assertInvalidSomehow(this.client.pullByBody(body, true));
		Refusals.assertNothingStored(this.client, this.chat);
	}

	static Stream<Named<String>> refusesDeepNesting() {
		String arrays = "[".repeat(DEPTH) + "]".repeat(DEPTH);
		String objects = "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH);
		return Stream.of(Named.of("arrays", arrays), Named.of("objects", objects),
				Named.of("arrays without an end", "[".repeat(DEPTH)),
				Named.of("in an unknown field", "START,\"text\":\"x\",\"unknown\":" + arrays + "}"),
				Named.of("objects in an unknown field", "START,\"text\":\"x\",\"unknown\":" + objects + "}"),
				Named.of("in front of the fields", "{\"unknown\":" + arrays + ",\"chat\":\"a:b\"}"),
				Named.of("in the text's place", "START,\"text\":" + arrays + "}"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "1e400", "-1e400", "1e999999999", "9007199254740993", "9223372036854775808", "1e-999999999",
					"0.1000000000000000055511151231257827021181583404541015625", "\"\\ud800\"", "\"\\u0000\"", "-0" })
	void storesAllOrNothingBesideOddUnknownField(String value) {
		Reply reply = this.client.post("/api/send", this.start + ",\"unknown\":" + value + ",\"text\":\"x\"}");
		assertStoredExactlyWhereAnswered(reply);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 2_000, 100_000 })
	void storesAllOrNothingBesideLongUnknownNumber(int digits) {
		assertStoredExactlyWhereAnswered(
				this.client.post("/api/send", this.start + ",\"text\":\"x\",\"n\":1" + "0".repeat(digits) + "}"));
	}

	@Test
	void storesAllOrNothingBesideVeryManyFields() {
		StringBuilder body = new StringBuilder(this.start);
		for (int i = 0; i < 30_000; i++) {
			body.append(",\"f").append(i).append("\":").append(i);
		}
		assertStoredExactlyWhereAnswered(this.client.post("/api/send", body.append(",\"text\":\"x\"}").toString()));
	}

	private void assertStoredExactlyWhereAnswered(Reply reply) {
		if (reply.status() == 200) {
			assertThat(this.client.page(this.chat).texts()).containsExactly("x");
		}
		else {
			Refusals.assertInvalidSomehow(reply);
			Refusals.assertNothingStored(this.client, this.chat);
		}
	}

	@Test
	void takesBodyOfTheLargestSize() {
		assertThat(this.client.post("/api/send", padded(LARGEST)).status()).isEqualTo(200);
		assertThat(chunked("POST", "/api/send", padded(LARGEST)).status()).isEqualTo(200);
		assertThat(this.client.page(this.chat).texts()).containsExactly("x", "x");
		assertThat(Page.of(this.client.pullByBody(padded(LARGEST), false)).messages()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { LARGEST + 1, 2 * LARGEST, 8 * LARGEST })
	void refusesLargerBody(int size) {
		String body = padded(size);
		Refusals.assertProblem(this.client.post("/api/send", body), 413, "too-large");
		Refusals.assertProblem(chunked("POST", "/api/send", body), 413, "too-large");
		Refusals.assertProblem(this.client.post("/send", body, "Idempotency-Key", "k"), 413, "too-large");
		Refusals.assertProblem(this.client.pullByBody(body, false), 413, "too-large");
		Refusals.assertProblem(this.client.pullByBody(body, true), 413, "too-large");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@Test
	void refusesLargerBodyBeforeItIsSent() {
		Reply reply = RawConnection.exchange(this.client.base(), RawConnection.head("POST /api/send HTTP/1.1",
				"Content-Type: application/json", "Content-Length: 10000000000", "Expect: 100-continue"));
		Refusals.assertProblem(reply, 413, "too-large");
	}

	/** A valid send of this many bytes. */
	private String padded(int size) {
		String body = this.start + ",\"text\":\"x\",\"pad\":\"";
		return body + "p".repeat(size - body.length() - 2) + "\"}";
	}

	private Reply chunked(String method, String address, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return this.client.exchange(method, address, BodyPublishers.ofByteArrays(List.of(bytes)), "Content-Type",
				"application/json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json",
			"application/octet-stream", "multipart/form-data;boundary=x", "application/jsonp", "image/png" })
	void refusesBodyOfAnotherMediaType(String contentType) {
		Reply reply = this.client.send(this.chat, this.sender, "x", "Content-Type", contentType);
		Refusals.assertProblem(reply, 415, "unsupported-media-type");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "application/xml" })
	void refusesPullWithBodyOfAnotherMediaType(String contentType) {
		Reply reply = this.client.pullByBody(Json.object("chat", this.chat), false, "Content-Type", contentType);
		Refusals.assertProblem(reply, 415, "unsupported-media-type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "json", "/", "application/", "application/json/x", ";", "*/*", "application/json;;;=" })
	void refusesMediaTypeThatIsNone(String contentType) {
		Reply reply = this.client.send(this.chat, this.sender, "x", "Content-Type", contentType);
		if (reply.status() == 200) {
			assertThat(contentType).startsWith("application/json;");
		}
		else {
			assertThat(reply.status()).isIn(400, 415);
			Refusals.assertProblem(reply, reply.status(),
					(reply.status() == 400) ? "invalid-request" : "unsupported-media-type");
			Refusals.assertNothingStored(this.client, this.chat);
		}
	}

	@Test
	void doesNotStoreCompressedBodyAsItIs() {
		Reply reply = this.client.send(this.chat, this.sender, "x", "Content-Encoding", "gzip");
		if (reply.status() != 200) {
			assertThat(reply.status()).isIn(400, 415);
			Refusals.assertNothingStored(this.client, this.chat);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/xml", "image/*", "text/plain;q=1" })
	void refusesAcceptThatJsonIsNot(String accept) {
		Refusals.assertProblem(this.client.get("/api/pull?" + Client.query(this.chat), "Accept", accept), 406,
				"not-acceptable");
		Refusals.assertProblem(this.client.get("/ping", "Accept", accept), 406, "not-acceptable");
		Reply sent = this.client.send(this.chat, this.sender, "x", "Accept", accept, "Prefer", "return=representation");
		Refusals.assertProblem(sent, 406, "not-acceptable");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/xml", "garbage", "application/json;q=0" })
	void storesNothingOfASendItDoesNotAccept(String accept) {
		Reply sent = this.client.send(this.chat, this.sender, "x", "Accept", accept);
		if (sent.status() == 200) {
			assertThat(this.client.page(this.chat).texts()).containsExactly("x");
		}
		else {
			assertThat(sent.status()).isIn(400, 406);
			assertThat(sent.mediaType()).isEqualTo("application/problem+json");
			Refusals.assertNothingStored(this.client, this.chat);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "application/*", "application/json", "text/html, */*;q=0.1",
			"application/problem+json, application/json" })
	void answersWhateverAcceptsJson(String accept) {
		assertThat(this.client.get("/api/pull?" + Client.query(this.chat), "Accept", accept).status()).isEqualTo(200);
		assertThat(this.client.get("/ping", "Accept", accept).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "/", "text", "a/b/c", ";q=1", "*/json" })
	void refusesAcceptThatIsNone(String accept) {
		Reply reply = this.client.get("/api/pull?" + Client.query(this.chat), "Accept", accept);
		assertThat(reply.status()).as("%s", reply).isIn(400, 406);
		Refusals.assertProblem(reply, reply.status(), (reply.status() == 400) ? "invalid-request" : "not-acceptable");
	}

}
