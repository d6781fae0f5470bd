package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.letterbox.messageservice.message.wait.Waits;
import dev.letterbox.messageservice.teststore.TestStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pulls that wait in one replica, over HTTP.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s",
				"letterbox.waits.limit=70", "letterbox.waits.connection-check=100ms" })
class WaitingPullTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final HttpClient http = HttpClient.newHttpClient();

	private final String chat = "a:" + UUID.randomUUID();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private Waits waits;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", TestStore::uri);
	}

	@Test
	void isAnsweredWhenAMessageIsThere() throws Exception {
		long timed = timed();
		CompletableFuture<HttpResponse<String>> waiting = pull("cursor=0", "wait=25");
		awaitWaits(1);
		send();
		HttpResponse<String> answer = waiting.get();
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=25");
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(answer.body()).contains("\"position\":0", "\"has_more\":false", "\"next_cursor\":1");
		awaitWaits(0);
		assertThat(timed()).as("timed pulls").isEqualTo(timed);
		assertThat(ended("news")).isPositive();
	}

	@Test
	void isAnsweredAtOnceWhereAMessageIsThere() throws Exception {
		send();
		HttpResponse<String> answer = pull("cursor=0", "wait=29").get();
		assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=29");
		assertThat(answer.body()).contains("\"position\":0");
	}

	@Test
	void isAnsweredWithAnEmptyPageWhenItsTimeIsUp() throws Exception {
		send();
		long begun = System.nanoTime();
		HttpResponse<String> answer = pull("cursor=1", "foo, wait=1").get();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(1),
				Duration.ofSeconds(10));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=1");
		assertThat(answer.body()).isEqualTo("{\"messages\":[],\"has_more\":false,\"next_cursor\":1}");
	}

	@Test
	void grantsAtMostThirtySeconds() throws Exception {
		send();
		assertThat(pull("cursor=0", "wait=31").get().headers().firstValue("Preference-Applied")).contains("wait=30");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "cursor=0 | wait=0", "cursor=0 | wait=x", "cursor=0 | wait", "cursor=0 | foo",
			"reverse=true | wait=25", "reverse=true&before=5 | wait=25" })
	void ignoresAPreferenceThatCanNotBeApplied(String query, String preference) throws Exception {
		HttpResponse<String> answer = pull(query, preference).get();
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
	}

	@Test
	void refusesAnInvalidPullAtOnce() throws Exception {
		assertThat(pull("cursor=x", "wait=25").get().statusCode()).isEqualTo(400);
	}

	@Test
	void holdsNoPermitOfOrdinaryPulls() throws Exception {
		List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
		// As many as there are permits for short pages, and some.
		for (int i = 0; i < 70; i++) {
			waiting.add(pull("cursor=0", "wait=25"));
		}
		awaitWaits(70);
		HttpResponse<String> refused = pull("cursor=0", "wait=25").get();
		assertThat(refused.statusCode()).isEqualTo(200);
		assertThat(refused.headers().firstValue("Preference-Applied")).as("beyond the limit").isEmpty();
		send();
		for (CompletableFuture<HttpResponse<String>> one : waiting) {
			assertThat(one.get().statusCode()).isEqualTo(200);
			assertThat(one.get().body()).contains("\"position\":0");
		}
		awaitWaits(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "QUERY" })
	void endsWhenItsClientIsGone(String method) throws Exception {
		double gone = ended("gone");
		String body = method.equals("GET") ? "" : "{\"limit\":5}";
		Socket client = new Socket(InetAddress.getLoopbackAddress(), this.port);
		client.getOutputStream()
			.write((method + " /pull?chat=" + this.chat + " HTTP/1.1\r\nHost: a\r\nPrefer: wait=30\r\n"
					+ "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
		awaitWaits(1);
		client.close();
		Awaitility.await().atMost(LIMIT).until(() -> ended("gone") == gone + 1);
		awaitWaits(0);
	}

	@Test
	void keepsWhatAClientSendsAhead() throws IOException {
		String ahead = "GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			client.getOutputStream()
				.write(("GET /pull?chat=" + this.chat + " HTTP/1.1\r\nHost: a\r\nPrefer: wait=2\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			awaitWaits(1);
			client.getOutputStream().write(ahead.getBytes(StandardCharsets.US_ASCII));
			String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			assertThat(answers).contains("Preference-Applied: wait=2", "{\"messages\":[]", "{\"message\":\"pong\"}");
		}
	}

	@Test
	@DirtiesContext
	void isAnsweredAtOnceWhenTheReplicaIsAboutToStop() throws Exception {
		CompletableFuture<HttpResponse<String>> waiting = pull("cursor=0", "wait=30");
		awaitWaits(1);
		this.waits.drain();
		assertThat(waiting).succeedsWithin(LIMIT);
		assertThat(waiting.get().body()).contains("\"messages\":[]");
		assertThat(pull("cursor=0", "wait=30").get().headers().firstValue("Preference-Applied")).isEmpty();
	}

	private CompletableFuture<HttpResponse<String>> pull(String query, String preference) {
		return this.http.sendAsync(HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/pull?chat=" + this.chat + "&" + query))
			.header("Prefer", preference)
			.build(), BodyHandlers.ofString());
	}

	private void send() throws Exception {
		HttpResponse<String> sent = this.http
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/send"))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"chat\":\"" + this.chat + "\",\"sender\":\"a\",\"text\":\"hi\"}"))
				.build(), BodyHandlers.ofString());
		assertThat(sent.statusCode()).isEqualTo(200);
	}

	private void awaitWaits(int count) {
		Awaitility.await().atMost(LIMIT).until(() -> this.meters.get("letterbox.waits").gauge().value() == count);
	}

	private double ended(String result) {
		return this.meters.get("letterbox.waits.ended").tag("result", result).counter().count();
	}

	private long timed() {
		return this.meters.find("letterbox.requests")
			.tag("route", "/api/pull")
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

}
