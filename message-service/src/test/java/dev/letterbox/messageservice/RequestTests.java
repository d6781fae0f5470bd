package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.letterbox.messageservice.teststore.TestStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metrics and the ids of requests.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "eureka.client.enabled=false", "management.server.port=0", "letterbox.shutdown.drain=0s",
				"ACCESS_LOG=info" })
@ExtendWith(OutputCaptureExtension.class)
class RequestTests {

	private static final String VALID = "{\"chat\":\"a:b\",\"sender\":\"a\",\"text\":\"hi\"}";

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private MeterRegistry meters;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@DynamicPropertySource
	static void store(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", TestStore::uri);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ping", "/pull?chat=a:b", "/pull?chat=a", "/nowhere", "/api/send", "/a%2Fb" })
	void repeatsTheNameOfARequestInItsAnswer(String target) throws Exception {
		HttpResponse<String> answer = get(this.port, target, "from-the-gateway");
		assertThat(answer.headers().allValues("X-Request-Id")).containsExactly("from-the-gateway");
		if (answer.statusCode() != 200) {
			assertThat(answer.body()).contains("\"request_id\":\"from-the-gateway\"");
		}
	}

	@Test
	void namesARequestThatComesWithoutAName() throws Exception {
		HttpResponse<String> answer = get(this.port, "/nowhere", "no name");
		String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
		assertThat(id).matches("[0-9a-f]{32}");
		assertThat(answer.body()).contains("\"request_id\":\"" + id + "\"");
	}

	@Test
	void writesTheNameIntoEachLogLineOfARequestAndIntoNoOther(CapturedOutput output) throws Exception {
		get(this.port, "/pull?chat=secret:chat", "named");
		get(this.port, "/ping", "other");
		Awaitility.await().until(() -> output.getOut().contains("[other] "));
		assertThat(output.getOut()).containsPattern("\\[named] .*letterbox\\.access .*: GET /pull 200 \\d+ us")
			.containsPattern("\\[other] .*letterbox\\.access .*: GET /ping 200 \\d+ us")
			.doesNotContain("secret");
	}

	@Test
	void measuresRequestsByRouteAndStatus() throws Exception {
		long before = requests("/api/send", "200");
		long refused = requests("/api/send", "400");
		long elsewhere = requests("none", "404");
		post(VALID);
		post(VALID);
		post("{}");
		get(this.port, "/api/nowhere", "x");
		Awaitility.await().until(() -> requests("none", "404") - elsewhere == 1);
		assertThat(requests("/api/send", "200") - before).isEqualTo(2);
		assertThat(requests("/api/send", "400") - refused).isEqualTo(1);
	}

	@Test
	void countsEachRefusalOnceByItsReason() throws Exception {
		double invalid = refusals("invalid-request");
		double unknown = refusals("not-found");
		post("{}");
		get(this.port, "/api/nowhere", "x");
		get(this.port, "/a%2Fb", "x");
		assertThat(refusals("invalid-request") - invalid).isEqualTo(2);
		assertThat(refusals("not-found") - unknown).isEqualTo(1);
		assertThat(refusals("store-failed")).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/pull?chat=late:x&limit=1", "/pull?chat=late:x&limit=1000",
			"/api/pull?chat=late:x&reverse=true" })
	void refusesAPullThatTheGatewayNoLongerWaitsFor(String target) throws Exception {
		double before = refusals("expired");
		HttpResponse<String> answer = within("0", target, null);
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(answer.headers().firstValue("Retry-After")).isPresent();
		assertThat(refusals("expired") - before).isEqualTo(1);
	}

	@Test
	void refusesASendThatTheGatewayNoLongerWaitsFor() throws Exception {
		assertThat(within("0", "/api/send", "{\"chat\":\"late:a\",\"sender\":\"late\",\"text\":\"hi\"}").statusCode())
			.isEqualTo(503);
		assertThat(get(this.port, "/pull?chat=late:a", "x").body()).contains("\"messages\":[]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "5000", "999999", "1000000", "-1", "soon", "" })
	void servesARequestWithTimeLeftOrWithAnInvalidTime(String millis) throws Exception {
		assertThat(within(millis, "/pull?chat=late:x", null).statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> within(String millis, String target, @Nullable String body) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + target))
			.header("Request-Timeout-Ms", millis)
			.header("Content-Type", "application/json");
		return this.http.send(
				((body != null) ? request.POST(HttpRequest.BodyPublishers.ofString(body)) : request).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void keepsTheFrameworksOwnObservationsOutOfTheWay() throws Exception {
		get(this.port, "/ping", "x");
		assertThat(get(this.managementPort, "/actuator/prometheus", "x").body())
			.contains("letterbox_requests_seconds_bucket", "letterbox_flush_seconds_bucket")
			.doesNotContain("http_server_requests", "mongodb_driver_commands");
	}

	@Test
	void tellsWhichBuildItIs() throws Exception {
		assertThat(get(this.managementPort, "/actuator/info", "x").body()).contains("\"build\":{",
				"\"artifact\":\"message-service\"", "\"version\":");
	}

	private double refusals(String reason) {
		return this.meters.counter("letterbox.refusals", "reason", reason).count();
	}

	private long requests(String route, String status) {
		return this.meters.timer("letterbox.requests", "route", route, "status", status).count();
	}

	private HttpResponse<String> get(int at, String target, String id) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + target))
			.header("X-Request-Id", id)
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private void post(String body) throws IOException, InterruptedException {
		this.http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/send"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

}
