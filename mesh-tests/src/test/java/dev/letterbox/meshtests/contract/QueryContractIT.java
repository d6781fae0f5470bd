package dev.letterbox.meshtests.contract;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The method QUERY (RFC 10008) for pulls; for chats, see {@link ChatNewsContractIT}. */
@RunsOnMesh
class QueryContractIT {

	private static final String JSON = "application/json";

	private final Client client;

	private final String chat = Client.freshChat();

	QueryContractIT(Client client) {
		this.client = client;
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/pull", "/pull" })
	void doesWhatGetDoes(String path) {
		List<Message> sent = Stream.of("0", "1", "2").map((text) -> this.client.stored(this.chat, text)).toList();
		for (String parameters : List.of("", ",\"cursor\":1", ",\"limit\":2", ",\"reverse\":true,\"limit\":1",
				",\"since\":null,\"other\":7")) {
			String body = "{\"chat\":\"" + this.chat + "\"" + parameters + "}";
			Reply get = this.client.pullByBody(body, false);
			Reply query = query(path, body);
			assertThat(query.status()).isEqualTo(200);
			assertThat(query.text()).isEqualTo(get.text());
			assertThat(
					query.header("Link").map((link) -> link.replace("/pull", "/api/pull").replace("/api/api", "/api")))
				.isEqualTo(get.header("Link"));
			assertThat(query.header("Cache-Control")).contains("no-store");
		}
		assertThat(Page.of(query(path, "{\"chat\":\"" + this.chat + "\"}")).messages()).isEqualTo(sent);
	}

	@Test
	void takesParametersFromTheQueryStringFirst() {
		this.client.stored(this.chat, "0");
		this.client.stored(this.chat, "1");
		Reply reply = query("/pull?cursor=1", "{\"chat\":\"" + this.chat + "\",\"cursor\":0}");
		assertThat(Page.of(reply).messages()).singleElement().satisfies((it) -> assertThat(it.text()).isEqualTo("1"));
	}

	@Test
	void isAGetWithoutABody() {
		Message sent = this.client.stored(this.chat, "0");
		Reply reply = this.client.exchange("QUERY", "/pull?" + Client.query(this.chat), (byte[]) null);
		assertThat(Page.of(reply).messages()).containsExactly(sent);
	}

	@Test
	void takesAChunkedBody() {
		Message sent = this.client.stored(this.chat, "0");
		BodyPublisher chunked = BodyPublishers
			.ofByteArrays(List.of(("{\"chat\":\"" + this.chat + "\"}").getBytes(StandardCharsets.UTF_8)));
		Reply reply = this.client.exchange("QUERY", "/pull", chunked, "Content-Type", JSON + "; charset=utf-8");
		assertThat(Page.of(reply).messages()).containsExactly(sent);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "nonsense" })
	void refusesAnotherMediaType(String type) {
		Reply reply = this.client.exchange("QUERY", "/pull", bytes("{\"chat\":\"a:b\"}"), "Content-Type", type);
		Refusals.assertProblem(reply, 415, "unsupported-media-type");
		assertThat(reply.header("Accept-Query")).contains(JSON);
	}

	@Test
	void refusesABodyWithoutAMediaType() {
		Refusals.assertProblem(this.client.exchange("QUERY", "/pull", bytes("{\"chat\":\"a:b\"}")), 415,
				"unsupported-media-type");
	}

	@Test
	void refusesWhatGetRefuses() {
		Refusals.assertInvalid(query("/pull", "{\"chat\":\"a:b\",\"limit\":1001}"), "limit");
		Refusals.assertInvalid(query("/pull", "{}"), "chat");
		Refusals.assertProblem(query("/pull", "{\"chat\""), 400, "invalid-request");
		Refusals.assertProblem(this.client.exchange("QUERY", "/pull", bytes("{\"chat\":\"a:b\"}"), "Content-Type", JSON,
				"Accept", "text/html"), 406, "not-acceptable");
		Refusals.assertProblem(query("/pull", " ".repeat(600 * 1024)), 413, "too-large");
		Refusals.assertProblem(query("/pull/", "{\"chat\":\"a:b\"}"), 404, "not-found");
	}

	@Test
	void isNamedByAllowAndAcceptQuery() {
		for (String path : List.of("/api/pull", "/pull")) {
			Reply refused = this.client.post(path, "{}");
			Refusals.assertProblem(refused, 405, "method-not-allowed");
			assertThat(refused.header("Allow").orElse("")).contains("QUERY");
			assertThat(refused.header("Accept-Query")).isEmpty();
			assertThat(this.client.get(path + "?chat=a:b").header("Accept-Query")).contains(JSON);
			assertThat(this.client.get(path).header("Accept-Query")).contains(JSON);
			assertThat(query(path, "{\"chat\":\"a:b\"}").header("Accept-Query")).contains(JSON);
		}
	}

	@Test
	void isNoMethodOfSendAndPing() {
		Reply send = query("/api/send", "{}");
		Refusals.assertProblem(send, 405, "method-not-allowed");
		assertThat(send.header("Allow")).contains("POST");
		Refusals.assertProblem(query("/ping", "{}"), 405, "method-not-allowed");
		assertThat(this.client.get("/ping").header("Accept-Query")).isEmpty();
	}

	private Reply query(String pathAndQuery, String body) {
		return this.client.exchange("QUERY", pathAndQuery, bytes(body), "Content-Type", JSON);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
