package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.letterbox.messageservice.teststore.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One replica over HTTP, on a real store.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s" })
class MessageApiTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final String chat = "a:" + UUID.randomUUID();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", TestStore::uri);
	}

	@Test
	void keepsAMessageAndReadsItBackAsItCame() throws Exception {
		HttpResponse<String> sent = send(body("hi \\u0001 \\r\\n 😀 ж"));
		assertThat(sent.statusCode()).isEqualTo(200);
		assertThat(sent.body()).isEmpty();
		JsonNode page = pull("chat=" + this.chat);
		assertThat(page.at("/messages/0/text").asString()).isEqualTo("hi \u0001 \r\n 😀 ж");
		assertThat(page.at("/messages/0/chat").asString()).isEqualTo(this.chat);
		assertThat(page.at("/messages/0/position").isIntegralNumber()).isTrue();
		assertThat(page.at("/messages/0/send_time").asLong()).isPositive();
		assertThat(page.at("/has_more").booleanValue()).isFalse();
		assertThat(page.at("/next_cursor").asLong()).isEqualTo(1);
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb",
			disabledReason = "PostgreSQL, which FerretDB stands on, keeps no U+0000 in a text")
	void keepsTheCharacterZero() throws Exception {
		assertThat(send(body("\\u0000a\\u0000")).statusCode()).isEqualTo(200);
		assertThat(pull("chat=" + this.chat).at("/messages/0/text").asString()).isEqualTo("\u0000a\u0000");
	}

	@Test
	void answersTheStoredMessageToWhoPrefersIt() throws Exception {
		HttpResponse<String> sent = send(body("hi"), "Prefer", "respond-async, RETURN=\"representation\"; foo");
		assertThat(sent.headers().firstValue("Preference-Applied")).contains("return=representation");
		assertThat(this.json.readTree(sent.body())).isEqualTo(pull("chat=" + this.chat).at("/messages/0"));
	}

	@Test
	void answersAReplayAsTheFirstSendAndRefusesAnotherText() throws Exception {
		assertThat(send(body("hi"), "Idempotency-Key", "k").headers().firstValue("Idempotency-Replayed")).isEmpty();
		HttpResponse<String> replay = send(body("hi"), "Idempotency-Key", "k", "Prefer", "return=representation");
		assertThat(replay.headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(this.json.readTree(replay.body()).at("/position").asLong()).isZero();
		HttpResponse<String> reused = send(body("other"), "Idempotency-Key", "k");
		assertThat(reused.statusCode()).isEqualTo(422);
		assertThat(reused.body()).contains("urn:letterbox:problem:key-reused");
		assertThat(pull("chat=" + this.chat).at("/messages").size()).isOne();
	}

	@Test
	void linksPagesThatCanBeFollowedAsTheyAre() throws Exception {
		for (int i = 0; i < 5; i++) {
			send(body("text " + i));
		}
		for (String start : new String[] { "&limit=2", "&limit=2&reverse=true" }) {
			String target = "/pull?chat=" + this.chat + start;
			StringBuilder positions = new StringBuilder();
			while (target != null) {
				HttpResponse<String> answer = get(target);
				this.json.readTree(answer.body())
					.at("/messages")
					.forEach((message) -> positions.append(message.get("position").asInt()));
				target = answer.headers()
					.firstValue("Link")
					.map((link) -> link.substring(1, link.indexOf('>')))
					.orElse(null);
			}
			assertThat(positions.toString()).isEqualTo(start.contains("reverse") ? "43210" : "01234");
		}
	}

	@Test
	void encodesTheChatInALinkAsRfc3986Does() throws Exception {
		String odd = "a-._~!$&'()*+,;=/?@#[]%20\uFFFD😀:" + UUID.randomUUID();
		String sender = odd.substring(0, odd.indexOf(':'));
		for (int i = 0; i < 2; i++) {
			send("{\"chat\":\"%s\",\"sender\":\"%s\",\"text\":\"hi\"}".formatted(odd, sender));
		}
		String encoded = "a-._~%21%24%26%27%28%29%2A%2B%2C%3B%3D%2F%3F%40%23%5B%5D%2520%EF%BF%BD%F0%9F%98%80%3A"
				+ odd.substring(odd.indexOf(':') + 1);
		assertThat(get("/pull?limit=1&chat=" + encoded).headers().firstValue("Link"))
			.contains("</pull?chat=" + encoded + "&cursor=1&limit=1>; rel=\"next\"");
	}

	@Test
	void readsParametersFromTheBodyAndLetsTheQueryWin() throws Exception {
		send(body("0"));
		send(body("1"));
		HttpResponse<String> answer = exchange("GET", "/api/pull?limit=1",
				"{\"chat\":\"%s\",\"cursor\":1,\"limit\":7,\"reverse\":null,\"more\":[]}".formatted(this.chat),
				"Content-Type", "application/json");
		assertThat(this.json.readTree(answer.body()).at("/messages/0/position").asInt()).isOne();
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
	}

	@Test
	void namesAllFaultsOfARequestAtOnce() throws Exception {
		JsonNode problem = this.json.readTree(send("{\"chat\":7,\"text\":\"\",\"sender\":null}").body());
		assertThat(problem.at("/errors").findValuesAsString("field")).containsExactlyInAnyOrder("chat", "sender",
				"text");
		problem = this.json.readTree(get("/pull?cursor=-1&limit=1001&reverse=yes&before=x&since=").body());
		assertThat(problem.at("/errors").findValuesAsString("field")).contains("chat", "cursor", "limit", "reverse",
				"before", "since");
		assertThat(problem.at("/instance").asString()).isEqualTo("/pull");
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void refusesASendAndStoresNothingOfIt(String body, String field) throws Exception {
		HttpResponse<String> refused = send(body.replace("CHAT", this.chat));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(this.json.readTree(refused.body()).at("/errors").findValuesAsString("field")).containsExactly(field);
		assertThat(pull("chat=" + this.chat).at("/messages").size()).isZero();
	}

	static Stream<Arguments> refusals() {
		String rest = ",\"chat\":\"CHAT\",\"sender\":\"a\"}";
		return Stream.of(Arguments.of("", "body"), Arguments.of("[]", "body"), Arguments.of("null", "body"),
				Arguments.of("{\"text\":\"x\"" + rest + "x", "body"),
				Arguments.of("{\"text\":\"x\",\"text\":\"y\"" + rest, "body"),
				Arguments.of("{\"text\":NaN" + rest, "body"), Arguments.of("[".repeat(10_000), "body"),
				Arguments.of("{\"text\":\"x\",\"more\":" + "[".repeat(10_000) + "]".repeat(10_000) + rest, "body"),
				Arguments.of("{\"text\":7" + rest, "text"), Arguments.of("{\"text\":\"\\ud800\"" + rest, "text"),
				Arguments.of("{\"text\":\"" + "x".repeat(65_537) + "\"" + rest, "text"),
				Arguments.of("{\"text\":\"x\",\"sender\":\"c\",\"chat\":\"CHAT\"}", "sender"),
				Arguments.of("{\"text\":\"x\",\"sender\":\"a\",\"chat\":\"a\"}", "chat"));
	}

	@ParameterizedTest
	@CsvSource({ "chat=a:b&chat=a:b,chat", "chat=a:b&limit=1&limit=2,limit", "chat=a:b&limit=1.0,limit",
			"chat=a:b&limit=1e2,limit", "chat=a:b&limit=99999999999999999999,limit",
			"chat=a:b&cursor=9007199254740992,cursor", "chat=a:b&cursor=%2B1,cursor", "chat=a:b&reverse=True,reverse",
			"chat=a:b&before=1,before", "chat=a:b&reverse=true&before=1&cursor=1,before",
			"chat=a:b&reverse=true&since=1,since", "chat=%FF:b,query", "chat=%ED%A0%80:b,query", "chat=%C0%80:b,query",
			"cursor=1,chat" })
	void refusesAPull(String query, String field) throws Exception {
		HttpResponse<String> refused = get("/pull?" + query);
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(this.json.readTree(refused.body()).at("/errors").findValuesAsString("field")).containsExactly(field);
	}

	@Test
	void answersAQueryAsItAnswersAGet() throws Exception {
		send(body("hi"));
		send(body("ho"));
		String parameters = "{\"chat\":\"" + this.chat + "\",\"cursor\":1}";
		HttpResponse<String> query = exchange("QUERY", "/api/pull", parameters, "Content-Type", "application/json");
		assertThat(query.statusCode()).isEqualTo(200);
		assertThat(query.body()).isEqualTo(get("/pull?cursor=1&chat=" + this.chat).body());
		for (String accept : new String[] { "application/*, text/html;q=0.5", "*/*", "application/json" }) {
			assertThat(exchange("QUERY", "/pull?cursor=1", parameters, "Content-Type",
					"application/json; charset=utf-8", "Accept", accept)
				.body()).isEqualTo(query.body());
		}
		assertThat(exchange("QUERY", "/pull?cursor=1&chat=" + this.chat, "").body()).isEqualTo(query.body());
	}

	@ParameterizedTest
	@CsvSource(value = { "text/plain,NULL,415", "application/jsonx,NULL,415", "NULL,NULL,415",
			"application/json,text/html,406", "application/json,nonsense,406" }, nullValues = "NULL")
	void refusesAQueryOfOtherMediaTypes(String type, String accept, int status) throws Exception {
		List<String> headers = new ArrayList<>();
		if (type != null) {
			headers.addAll(List.of("Content-Type", type));
		}
		if (accept != null) {
			headers.addAll(List.of("Accept", accept));
		}
		HttpResponse<String> refused = exchange("QUERY", "/pull", "{\"chat\":\"a:b\"}", headers.toArray(new String[0]));
		assertThat(refused.statusCode()).isEqualTo(status);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
	}

	@ParameterizedTest
	@CsvSource({ "POST,/pull", "DELETE,/api/pull", "FOO,/pull", "query,/pull" })
	void namesQueryWhereItRefusesAnotherMethod(String method, String target) throws Exception {
		HttpResponse<String> refused = exchange(method, target, "", "Accept", "text/html");
		assertThat(refused.statusCode()).isEqualTo(405);
		assertThat(refused.headers().firstValue("Allow").orElse("").split(", ")).containsExactlyInAnyOrder("GET",
				"HEAD", "QUERY");
	}

	@ParameterizedTest
	@CsvSource({ "GET,/api/send,,405,method-not-allowed", "POST,/api/pull,,405,method-not-allowed",
			"GET,/nothing,,404,not-found", "GET,/api/pull/,,404,not-found",
			"GET,/pull?chat=a:b,text/html,406,not-acceptable", "GET,/pull?chat=a:b,nonsense,406,not-acceptable",
			"TRACE,/ping,,405,method-not-allowed", "GET,/a%2Fb,,400,invalid-request", "GET,/a%00b,,400,invalid-request",
			"FOO,/ping,,405,method-not-allowed", "QUERY,/ping,,405,method-not-allowed",
			"QUERY,/api/send,,405,method-not-allowed", "QUERY,/pull/,,404,not-found" })
	void answersEveryRefusalAsAProblem(String method, String target, String accept, int status, String kind)
			throws Exception {
		HttpResponse<String> refused = (accept == null) ? exchange(method, target, "")
				: exchange(method, target, "", "Accept", accept);
		assertThat(refused.statusCode()).isEqualTo(status);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		JsonNode problem = this.json.readTree(refused.body());
		assertThat(problem.at("/type").asString()).isEqualTo("urn:letterbox:problem:" + kind);
		assertThat(problem.at("/status").asInt()).isEqualTo(status);
		assertThat(refused.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
	}

	@Test
	void refusesBodiesThatAreTooLargeOrNotJson() throws Exception {
		HttpResponse<String> large = send(body("x".repeat(600_000)));
		assertThat(large.statusCode()).isEqualTo(413);
		assertThat(large.body()).contains("urn:letterbox:problem:too-large");
		HttpResponse<String> other = exchange("POST", "/api/send", body("hi"), "Content-Type", "text/plain");
		assertThat(other.statusCode()).isEqualTo(415);
		assertThat(other.body()).contains("urn:letterbox:problem:unsupported-media-type");
		HttpResponse<String> form = exchange("POST", "/api/send", body("hi"), "Content-Type", "multipart/form-data");
		assertThat(form.statusCode()).isEqualTo(415);
		assertThat(pull("chat=" + this.chat).at("/messages").size()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "application/json, application/json", "*/*, application/json;charset=utf-8",
			"application/*, application/json;charset=\"utf-8\"", "text/html;q=0.5&application/json, APPLICATION/json" })
	void answersTheSameHoweverMediaTypesAreSpelled(String accept, String type) throws Exception {
		String[] accepts = accept.split("&");
		HttpResponse<String> sent = exchange("POST", "/send", body("hi"), "Accept", String.join(",", accepts),
				"Content-Type", type, "Prefer", "return=representation");
		assertThat(sent.statusCode()).isEqualTo(200);
		assertThat(sent.body())
			.startsWith("{\"chat\":\"" + this.chat + "\",\"text\":\"hi\",\"sender\":\"a\",\"send_time\":")
			.endsWith(",\"position\":0}");
		HttpResponse<String> page = exchange("GET", "/pull?chat=" + this.chat, "", "Accept", String.join(",", accepts));
		assertThat(page.body()).isEqualTo("{\"messages\":[" + sent.body() + "],\"has_more\":false,\"next_cursor\":1}");
		for (HttpResponse<String> answer : List.of(sent, page)) {
			assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
			assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length());
			assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		}
		HttpResponse<String> head = exchange("HEAD", "/pull?chat=" + this.chat, "", "Accept",
				String.join(",", accepts));
		assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(page.body().length());
	}

	@Test
	void spellsTheChatOfEachMessageAsTheRequestDoes() throws Exception {
		send(body("hi"));
		String other = this.chat.substring(2) + ":a";
		assertThat(pull("chat=" + this.chat).at("/messages/0/chat").asString()).isEqualTo(this.chat);
		assertThat(pull("chat=" + other).at("/messages/0/chat").asString()).isEqualTo(other);
	}

	@Test
	void tellsTheReplacementCharacterFromBytesThatAreNotUtf8() throws Exception {
		assertThat(send(body("\uFFFD")).statusCode()).isEqualTo(200);
		assertThat(pull("chat=" + this.chat).at("/messages/0/text").asString()).isEqualTo("\uFFFD");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/api/send"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofByteArray(body("\u00FF\u00ED\u00A0\u0080").getBytes(StandardCharsets.ISO_8859_1)))
			.build();
		HttpResponse<String> refused = this.http.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains("must be UTF-8");
	}

	@Test
	void answersPing() throws Exception {
		assertThat(get("/ping").body()).isEqualTo("{\"message\":\"pong\"}");
		assertThat(exchange("HEAD", "/ping", "").body()).isEmpty();
	}

	private String body(String text) {
		return "{\"chat\":\"%s\",\"sender\":\"a\",\"text\":\"%s\"}".formatted(this.chat, text);
	}

	private HttpResponse<String> send(String body, String... headers) throws IOException, InterruptedException {
		String[] all = Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
			.toArray(String[]::new);
		return exchange("POST", "/api/send", body, all);
	}

	private JsonNode pull(String query) throws IOException, InterruptedException {
		return this.json.readTree(get("/api/pull?" + query).body());
	}

	private HttpResponse<String> get(String target) throws IOException, InterruptedException {
		return exchange("GET", target, "");
	}

	private HttpResponse<String> exchange(String method, String target, String body, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + target))
			.method(method,
					body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
		return this.http.send(((headers.length == 0) ? request : request.headers(headers)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
