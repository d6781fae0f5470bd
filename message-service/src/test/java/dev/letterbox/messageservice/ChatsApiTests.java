package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.letterbox.messageservice.teststore.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The list of chats over HTTP, on a real store.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s" })
class ChatsApiTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final String member = "m-" + UUID.randomUUID();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", TestStore::uri);
	}

	@Test
	void listsAChatFromItsFirstSendOn() throws Exception {
		assertThat(list("").toString()).isEqualTo("{\"chats\":[],\"has_more\":false}");
		send("zoe", "1");
		send("zoe", "2");
		send("ann", "1");
		send(this.member, "a note");
		HttpResponse<String> answer = get("/chats?member=" + this.member);
		assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(answer.headers().firstValue("Link")).isEmpty();
		assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length());
		JsonNode list = this.json.readTree(answer.body());
		assertThat(list.at("/chats").findValuesAsString("chat")).containsExactly("ann:" + this.member,
				this.member + ":" + this.member, this.member + ":zoe");
		assertThat(list.at("/chats/0/next_cursor").asLong()).isEqualTo(1);
		assertThat(list.at("/chats/2/next_cursor").asLong()).isEqualTo(2);
		assertThat(list.at("/chats/2/send_time").asLong()).isPositive();
		assertThat(list.at("/has_more").booleanValue()).isFalse();
		HttpResponse<String> head = exchange("HEAD", "/api/chats?member=" + this.member, "");
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length());
	}

	@Test
	void linksPagesThatCanBeFollowedAsTheyAre() throws Exception {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			send("~&=+%é😀" + i, "hi");
			expected.add(this.member + ":~&=+%é😀" + i);
		}
		List<String> found = new ArrayList<>();
		List<String> targets = new ArrayList<>();
		String target = "/chats?since=0&limit=2&member=" + this.member;
		while (target != null) {
			HttpResponse<String> answer = get(target);
			found.addAll(this.json.readTree(answer.body()).at("/chats").findValuesAsString("chat"));
			target = answer.headers()
				.firstValue("Link")
				.map((link) -> link.substring(1, link.indexOf('>')))
				.orElse(null);
			targets.add(String.valueOf(target));
		}
		assertThat(found).containsExactlyElementsOf(expected);
		assertThat(targets).hasSize(3);
		assertThat(targets.getFirst()).startsWith("/chats?member=" + this.member + "&after=")
			.endsWith("%3A~%26%3D%2B%25%C3%A9%F0%9F%98%801&since=0&limit=2");
	}

	@Test
	void readsParametersFromTheBodyAndLetsTheQueryWin() throws Exception {
		send("a", "hi");
		send("b", "hi");
		HttpResponse<String> answer = exchange("GET", "/api/chats?limit=1",
				"{\"member\":\"%s\",\"after\":\"%s:a\",\"limit\":7,\"since\":null,\"x\":[]}".formatted(this.member,
						this.member),
				"Content-Type", "application/json");
		assertThat(this.json.readTree(answer.body()).at("/chats").findValuesAsString("chat"))
			.containsExactly("b:" + this.member);
	}

	@Test
	void startsBehindTheCanonicalNameOfAfter() throws Exception {
		send("a", "hi");
		send("z", "hi");
		for (String after : List.of("a:" + this.member, this.member + ":a")) {
			assertThat(list("&after=" + after).at("/chats").findValuesAsString("chat"))
				.containsExactly(this.member + ":z");
		}
		assertThat(list("&after=" + this.member + ":z").at("/chats").size()).isZero();
	}

	@Test
	void leavesOutChatsThatEndBeforeSince() throws Exception {
		send("a", "hi");
		long sent = list("").at("/chats/0/send_time").asLong();
		assertThat(list("&since=" + sent).at("/chats").size()).isOne();
		assertThat(list("&since=" + (sent + 1)).toString()).isEqualTo("{\"chats\":[],\"has_more\":false}");
	}

	@Test
	void takesTheDefaultForALimitOfZero() throws Exception {
		for (int i = 0; i < 101; i++) {
			send("c" + i, "hi");
		}
		for (String limit : List.of("", "&limit=0", "&limit=100")) {
			JsonNode list = list(limit);
			assertThat(list.at("/chats").size()).isEqualTo(100);
			assertThat(list.at("/has_more").booleanValue()).isTrue();
		}
		assertThat(list("&limit=1000").at("/chats").size()).isEqualTo(101);
	}

	@Test
	void namesAllFaultsOfARequestAtOnce() throws Exception {
		JsonNode problem = this.json.readTree(get("/api/chats?limit=1001&after=a&since=x&member=%20").body());
		assertThat(problem.at("/errors").findValuesAsString("field")).containsExactlyInAnyOrder("member", "limit",
				"after", "since");
		assertThat(problem.at("/type").asString()).isEqualTo("urn:letterbox:problem:invalid-request");
		assertThat(problem.at("/instance").asString()).isEqualTo("/api/chats");
	}

	@ParameterizedTest
	@CsvSource({ "limit=1,member", "member=,member", "member=a:b,member", "member=a&member=a,member",
			"member=a&limit=-1,limit", "member=a&limit=1.0,limit", "member=a&after=,after",
			"member=a&after=a:b:c,after", "member=a&after=a:b&after=a:b,after", "member=a&since=-1,since",
			"member=a&since=9007199254740992,since", "member=%FF,query" })
	void refusesARequest(String query, String field) throws Exception {
		HttpResponse<String> refused = get("/chats?" + query);
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(this.json.readTree(refused.body()).at("/errors").findValuesAsString("field")).containsExactly(field);
	}

	@ParameterizedTest
	@CsvSource({ "POST,/api/chats,,405,method-not-allowed", "DELETE,/chats,,405,method-not-allowed",
			"GET,/api/chats/,,404,not-found", "GET,/chats?member=a,text/html,406,not-acceptable" })
	void answersEveryRefusalAsAProblem(String method, String target, String accept, int status, String kind)
			throws Exception {
		HttpResponse<String> refused = (accept == null) ? exchange(method, target, "")
				: exchange(method, target, "", "Accept", accept);
		assertThat(refused.statusCode()).isEqualTo(status);
		assertThat(this.json.readTree(refused.body()).at("/type").asString())
			.isEqualTo("urn:letterbox:problem:" + kind);
		assertThat(refused.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
	}

	@Test
	void refusesABodyThatIsNotJson() throws Exception {
		HttpResponse<String> other = exchange("GET", "/api/chats?member=a", "{}", "Content-Type", "text/plain");
		assertThat(other.statusCode()).isEqualTo(415);
		HttpResponse<String> broken = exchange("GET", "/api/chats?member=a", "{", "Content-Type", "application/json");
		assertThat(broken.statusCode()).isEqualTo(400);
	}

	private JsonNode list(String parameters) throws IOException, InterruptedException {
		return this.json.readTree(get("/api/chats?member=" + this.member + parameters).body());
	}

	private void send(String other, String text) throws IOException, InterruptedException {
		HttpResponse<String> sent = exchange("POST", "/api/send",
				"{\"chat\":\"%s:%s\",\"sender\":\"%s\",\"text\":\"%s\"}".formatted(other, this.member, this.member,
						text),
				"Content-Type", "application/json");
		assertThat(sent.statusCode()).isEqualTo(200);
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
