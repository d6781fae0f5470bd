package dev.letterbox.messageservice;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.letterbox.messageservice.message.append.RunningAppender;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.TestStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists of chats that wait for news, and QUERY, over HTTP.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s" })
class WaitingChatsTests {

	private static final String STORE = TestStore.uri();

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final HttpClient http = HttpClient.newHttpClient();

	private final String member = "m-" + UUID.randomUUID();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", () -> STORE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "z", "" })
	void isAnsweredAtOnceWhenAMessageIsSentToAnyChatOfTheMember(String other) throws Exception {
		long since = Instant.now().getEpochSecond();
		CompletableFuture<HttpResponse<String>> waiting = list("since=" + since, "wait=25");
		awaitWaits(1);
		send("x:y");
		String chat = other.isEmpty() ? this.member + ":" + this.member : other + ":" + this.member;
		send(chat);
		assertThat(waiting).succeedsWithin(LIMIT);
		assertThat(waiting.get().statusCode()).isEqualTo(200);
		assertThat(waiting.get().headers().firstValue("Preference-Applied")).contains("wait=25");
		assertThat(waiting.get().body()).contains("\"next_cursor\":1", "\"has_more\":false", Chat.of(chat).canonical());
		awaitWaits(0);
	}

	@Test
	void isAnsweredWhenAnotherReplicaStoresAMessage() throws Exception {
		long since = Instant.now().getEpochSecond();
		CompletableFuture<HttpResponse<String>> waiting = list("since=" + since, "wait=30");
		awaitWaits(1);
		try (StoreConnection other = StoreConnection.to(STORE);
				RunningAppender appender = new RunningAppender(other, Memories.none())) {
			appender.append(new SendRequest(Chat.of("other:" + this.member), "other", "hi", null));
		}
		assertThat(waiting).succeedsWithin(LIMIT);
		assertThat(waiting.get().body()).contains("\"next_cursor\":1");
	}

	@Test
	void waitsOnThroughMessagesThatAreNoNews() throws Exception {
		send("a:" + this.member);
		long later = Instant.now().getEpochSecond() + 1_000;
		HttpResponse<String> answer = list("since=" + later, "wait=2").get();
		assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=2");
		assertThat(answer.body()).isEqualTo("{\"chats\":[],\"has_more\":false}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "limit=3 | wait=25", "since=1 | wait=0", "since=1 | wait=x" })
	void ignoresAPreferenceThatCanNotBeApplied(String query, String preference) throws Exception {
		HttpResponse<String> answer = list(query, preference).get();
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/chats", "/chats" })
	void answersAQueryAsAGet(String path) throws Exception {
		send("a:" + this.member);
		String body = "{\"member\":\"" + this.member + "\",\"since\":1}";
		HttpResponse<String> answer = query(path, body, "application/json");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"next_cursor\":1");
		assertThat(query(path, body, "text/plain").statusCode()).isEqualTo(415);
		assertThat(query(path + "?member=" + this.member, "", "application/json").body()).isEqualTo(answer.body());
		HttpResponse<String> refused = this.http.send(HttpRequest.newBuilder(uri(path)).DELETE().build(),
				BodyHandlers.ofString());
		assertThat(refused.statusCode()).isEqualTo(405);
		assertThat(refused.headers().firstValue("Allow").orElseThrow()).contains("GET", "HEAD", "QUERY");
	}

	private CompletableFuture<HttpResponse<String>> list(String query, String preference) {
		return this.http.sendAsync(HttpRequest.newBuilder(uri("/api/chats?member=" + this.member + "&" + query))
			.header("Prefer", preference)
			.build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> query(String target, String body, String type) throws Exception {
		return this.http.send(HttpRequest.newBuilder(uri(target))
			.header("Content-Type", type)
			.method("QUERY", BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
	}

	private void send(String chat) throws Exception {
		HttpResponse<String> sent = this.http.send(HttpRequest.newBuilder(uri("/send"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"chat\":\"%s\",\"sender\":\"%s\",\"text\":\"hi\"}".formatted(chat,
					chat.substring(0, chat.indexOf(':')))))
			.build(), BodyHandlers.ofString());
		assertThat(sent.statusCode()).isEqualTo(200);
	}

	private URI uri(String target) {
		return URI.create("http://127.0.0.1:" + this.port + target);
	}

	private void awaitWaits(int count) {
		Awaitility.await().atMost(LIMIT).until(() -> this.meters.get("letterbox.waits").gauge().value() == count);
	}

}
