package dev.letterbox.discoveryserver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends the requests of a gateway to the running registry with its real settings.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
class RegistryTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void awaitReadsAfterInitialWait() {
		within(Duration.ofSeconds(10)).until(() -> get("/eureka/apps").statusCode() == 200);
	}

	@Test
	void returnsANewInstanceImmediately() throws Exception {
		register("new", "new-1", "UP", 30);
		assertThat(get("/eureka/apps").body()).contains("new-1");
		assertThat(get("/eureka/apps/delta").body()).contains("new-1");
	}

	@Test
	void returnsAChangedStatusImmediately() throws Exception {
		register("changing", "changing-1", "STARTING", 30);
		assertThat(get("/eureka/apps/changing/changing-1").body()).contains("\"status\":\"STARTING\"");
		register("changing", "changing-1", "UP", 30);
		assertThat(get("/eureka/apps/changing").body()).contains("\"status\":\"UP\"");
	}

	@Test
	void evictsAllInstancesThatStopRenewingTogether() throws Exception {
		for (int i = 0; i < 30; i++) {
			register("dead", "dead-" + i, "UP", 1);
		}
		assertThat(get("/eureka/apps").body()).contains("dead-0", "dead-29");
		within(Duration.ofSeconds(4))
			.untilAsserted(() -> assertThat(get("/eureka/apps").body()).doesNotContain("dead-"));
	}

	@Test
	void keepsAnInstanceThatRenews() throws Exception {
		register("alive", "alive-1", "UP", 2);
		register("gone", "gone-1", "UP", 1);
		within(Duration.ofSeconds(8)).untilAsserted(() -> {
			HttpResponse<String> renewed = send(
					request("/eureka/apps/alive/alive-1").PUT(HttpRequest.BodyPublishers.noBody()));
			assertThat(renewed.statusCode()).isEqualTo(200);
			assertThat(get("/eureka/apps").body()).doesNotContain("gone-1");
		});
		assertThat(get("/eureka/apps").body()).contains("alive-1");
	}

	@Test
	void doesNotRegisterItself() throws Exception {
		assertThat(get("/eureka/apps").body()).doesNotContainIgnoringCase("discovery-server");
	}

	@Test
	void exposesHealthOnlyOnTheManagementPort() throws Exception {
		HttpResponse<String> readiness = send(
				HttpRequest.newBuilder(local(this.managementPort, "/actuator/health/readiness")));
		assertThat(readiness.statusCode()).isEqualTo(200);
		assertThat(readiness.body()).contains("UP");
		assertThat(get("/actuator/health").statusCode()).isEqualTo(404);
	}

	private void register(String service, String id, String status, int leaseSeconds) throws Exception {
		String body = """
				{"instance":{"instanceId":"%s","app":"%s","hostName":"127.0.0.1","ipAddr":"127.0.0.1","status":"%s",
				"vipAddress":"%s","port":{"$":1234,"@enabled":"true"},
				"dataCenterInfo":{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"},
				"leaseInfo":{"renewalIntervalInSecs":1,"durationInSecs":%d}}}
				""".formatted(id, service, status, service, leaseSeconds);
		HttpResponse<String> answer = send(request("/eureka/apps/" + service).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
		assertThat(answer.statusCode()).isEqualTo(204);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(local(this.port, path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.header("Accept", "application/json").timeout(Duration.ofSeconds(5)).build(),
				BodyHandlers.ofString());
	}

	private static URI local(int port, String path) {
		return URI.create("http://127.0.0.1:" + port + path);
	}

	private static ConditionFactory within(Duration bound) {
		return Awaitility.await().atMost(bound).pollInterval(Duration.ofMillis(50));
	}

}
