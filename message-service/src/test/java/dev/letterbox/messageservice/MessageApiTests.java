package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.letterbox.messageservice.message.TestStore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s" })
class MessageApiTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", TestStore::uri);
	}

	@Test
	void keepsAMessageAndReadsItBack() throws Exception {
		HttpResponse<String> sent = send("{\"chat\":\"a:b\",\"sender\":\"a\",\"text\":\"hi \\u0000 😀\"}");
		assertThat(sent.statusCode()).isEqualTo(200);
		assertThat(sent.body()).isEmpty();
		JsonNode page = this.json.readTree(get("/pull?chat=b:a").body());
		assertThat(page.at("/messages/0/text").asString()).isEqualTo("hi \u0000 😀");
		assertThat(page.at("/messages/0/chat").asString()).isEqualTo("b:a");
		assertThat(page.at("/next_cursor").asLong()).isEqualTo(1);
	}

	private HttpResponse<String> send(String body) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/api/send"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String target) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + target)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
