package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

import dev.letterbox.messageservice.teststore.TestStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages and bodies together take no more memory than they may, also for clients that
 * receive and send slowly.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s",
				"letterbox.memory.budget=20MB", "letterbox.memory.reserve=1MB" })
class MemoryLimitTests {

	private static final String STORE = TestStore.uri();

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String LARGE_TEXT = "€".repeat(65_536);

	private static final int LARGE_PAGE = 64;

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", () -> STORE);
	}

	@AfterEach
	void everythingIsReleased() {
		Awaitility.await().atMost(LIMIT).until(() -> reserved() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=64", "limit=64&reverse=true", "limit=1000" })
	void refusesPagesWhileSlowReceiversHoldTheMemory(String query) throws Exception {
		String chat = "slow" + UUID.randomUUID() + ":b";
		for (int i = 0; i < LARGE_PAGE + 1; i++) {
			assertThat(send(chat, LARGE_TEXT).statusCode()).isEqualTo(200);
		}
		send("small:b", "small");
		String target = "/pull?chat=" + chat + "&" + query;
		try (Socket slow = ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
			Awaitility.await().atMost(LIMIT).until(() -> reserved() > LARGE_PAGE * 3 * 65_536);
			HttpResponse<String> refused = get(target);
			assertUnavailable(refused);
			assertThat(get("/pull?chat=small:b").statusCode()).isEqualTo(200);
			assertThat(send("small:b", "small").statusCode()).isEqualTo(200);
			assertThat(slow.isConnected()).isTrue();
		}
		Awaitility.await().atMost(LIMIT).until(() -> get(target).statusCode() == 200);
	}

	@Test
	void refusesBodiesWhileOthersArriveSlowly() throws Exception {
		List<Socket> slow = new ArrayList<>();
		try {
			// One byte more would not fit twice: 38 times 512 KB leave less.
			for (int i = 0; i < 38; i++) {
				slow.add(ask("POST /send HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
						+ 512 * 1024 + "\r\n\r\n{"));
			}
			Awaitility.await().atMost(LIMIT).until(() -> reserved() == 38 * 512 * 1024);
			assertUnavailable(send("large:b", LARGE_TEXT));
			assertThat(send("small:b", "small").statusCode()).isEqualTo(200);
		}
		finally {
			for (Socket one : slow) {
				one.close();
			}
		}
		Awaitility.await().atMost(LIMIT).until(() -> send("large:b", LARGE_TEXT).statusCode() == 200);
	}

	private static void assertUnavailable(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(answer.headers().firstValue("Retry-After")).isPresent();
		assertThat(answer.body()).contains("urn:letterbox:problem:unavailable");
	}

	/** Sends a request from a client that receives nothing. */
	private Socket ask(String request) throws IOException {
		Socket client = new Socket();
		client.setReceiveBufferSize(4096);
		client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
		client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		return client;
	}

	private HttpResponse<String> get(String target) throws Exception {
		return this.http.send(HttpRequest.newBuilder(uri(target)).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> send(String chat, String text) throws Exception {
		return this.http.send(HttpRequest.newBuilder(uri("/send"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"chat\":\"%s\",\"sender\":\"b\",\"text\":\"%s\"}".formatted(chat, text)))
			.build(), BodyHandlers.ofString());
	}

	private URI uri(String target) {
		return URI.create("http://127.0.0.1:" + this.port + target);
	}

	private double reserved() {
		return this.meters.get("letterbox.memory.reserved").gauge().value();
	}

}
