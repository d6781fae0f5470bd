package dev.letterbox.messageservice.message.append;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.letterbox.messageservice.teststore.TestStore;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s" })
@DirtiesContext
class LanesReadinessTests {

	private final MessageAppender appender;

	@LocalManagementPort
	private int managementPort;

	@Autowired
	LanesReadinessTests(MessageAppender appender) {
		this.appender = appender;
	}

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", TestStore::uri);
	}

	@Test
	void aReplicaWithAnEndedLaneIsNotReadyAndSaysWhichLaneItIs() throws Exception {
		await().atMost(Duration.ofSeconds(10)).until(() -> health("readiness").statusCode() == 200);
		assertThat(health("readiness").body()).contains("\"lane-0\":{\"alive\":true,\"failures\":0}");
		this.appender.lanes().getFirst().close();
		await().atMost(Duration.ofSeconds(10)).until(() -> health("readiness").statusCode() == 503);
		assertThat(health("readiness").body()).contains("\"lane-0\":{\"alive\":false,\"failures\":0}")
			.contains("\"lane-1\":{\"alive\":true,\"failures\":0}");
		assertThat(health("liveness").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> health(String group) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/health/" + group);
		try (HttpClient http = HttpClient.newHttpClient()) {
			return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
		}
	}

}
