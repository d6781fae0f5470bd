package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.append.MessageAppender;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s",
				"resilience4j.bulkhead.instances.long-pages.max-concurrent-calls=1", "letterbox.recent.size=0B" })
@DirtiesContext
class StoreOutageTests {

	private static final FaultyWire wire = wire();

	private final HttpClient http = HttpClient.newHttpClient();

	private final MessageAppender appender;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Autowired
	StoreOutageTests(MessageAppender appender) {
		this.appender = appender;
	}

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", wire::uri);
	}

	@BeforeEach
	void awaitTheStore() {
		wire.up();
		wire.failAfterFinds(Integer.MAX_VALUE);
		wire.hideFrom(Long.MAX_VALUE);
		await().atMost(Duration.ofSeconds(10)).until(() -> get(this.port, "/api/pull?chat=a:b").statusCode() == 200);
	}

	@Test
	void followsTheStoreAndLivenessDoesNot() throws Exception {
		assertThat(get(this.managementPort, "/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(get(this.port, "/api/pull?chat=a:b").statusCode()).isEqualTo(200);
		wire.down();
		await().atMost(Duration.ofSeconds(10))
			.until(() -> get(this.managementPort, "/actuator/health/readiness").statusCode() == 503);
		assertThat(get(this.managementPort, "/actuator/health/liveness").statusCode()).isEqualTo(200);
		HttpResponse<String> refused = get(this.port, "/api/pull?chat=a:b");
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(refused.headers().firstValue("Retry-After")).contains("1");
		assertThat(refused.body()).contains("urn:letterbox:problem:unavailable");
		wire.up();
		await().atMost(Duration.ofSeconds(5)).until(() -> get(this.port, "/api/pull?chat=a:b").statusCode() == 200);
		await().atMost(Duration.ofSeconds(5))
			.until(() -> get(this.managementPort, "/actuator/health/readiness").statusCode() == 200);
	}

	@Test
	void refusesALongPageThatTheStoreFailsToFinish() throws Exception {
		fill("a:short", 200, "short");
		wire.failAfterFinds(2);
		HttpResponse<String> refused = get(this.port, "/api/pull?chat=a:short&limit=1000");
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.body()).contains("urn:letterbox:problem:unavailable");
		assertThat(refused.headers().firstValue("Link")).isEmpty();
	}

	@Test
	void neverEndsAnIncompleteLongPageAsIfComplete() throws Exception {
		fill("a:long", 200, "x".repeat(4_000));
		wire.failAfterFinds(2);
		assertThatIOException().isThrownBy(() -> get(this.port, "/api/pull?chat=a:long&limit=1000"));
	}

	@Test
	void refusesALongPageOfWhichThePrimaryHasNotGotAll() throws Exception {
		fill("a:refused", 200, "short");
		wire.hideFrom(10);
		HttpResponse<String> refused = get(this.port, "/api/pull?chat=a:refused&limit=1000");
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.body()).contains("urn:letterbox:problem:unavailable");
	}

	@Test
	void breaksOffALongPageThatHasBegunAndOfWhichThePrimaryHasNotGotAll() throws Exception {
		fill("a:broken", 200, "x".repeat(4_000));
		wire.hideFrom(130);
		assertThatIOException().isThrownBy(() -> get(this.port, "/api/pull?chat=a:broken&limit=1000"));
	}

	@Test
	void admitsTheNextLongPageAfterOneThatFailed() throws Exception {
		fill("a:next", 200, "x".repeat(4_000));
		String page = "/api/pull?chat=a:next&limit=1000";
		assertThat(get(this.port, page).statusCode()).isEqualTo(200);
		wire.hideFrom(130);
		assertThatIOException().isThrownBy(() -> get(this.port, page));
		wire.hideFrom(Long.MAX_VALUE);
		assertThat(get(this.port, page).statusCode()).isEqualTo(200);
	}

	private void fill(String chat, int count, String text) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			this.appender.append(new SendRequest(Chat.of(chat), "a", text, null));
		}
	}

	private HttpResponse<String> get(int at, String target) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + target)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private static FaultyWire wire() {
		try {
			return new FaultyWire(TestStore.uri());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
