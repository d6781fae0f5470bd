package dev.letterbox.meshtests.observability;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.letterbox.meshtests.observability.TraceReceiver.Span;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One request can be followed through the mesh, if configured: by its id in JSON log
 * lines, and as one trace.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedRequestIT {

	private static final Duration BOUND = Duration.ofSeconds(30);

	private final TraceReceiver receiver = new TraceReceiver();

	private Mesh mesh;

	@BeforeAll
	void start() {
		this.mesh = Mesh.start(1, Map.of("LOG_FORMAT", "ecs", "ACCESS_LOG", "info", "SPRING_PROFILES_ACTIVE", "traces",
				"TRACES_URL", this.receiver.address()));
	}

	@AfterAll
	void stop() {
		this.mesh.close();
		this.receiver.close();
	}

	@Test
	void hasTheSameIdInTheLogsOfBothProcesses() {
		assertThat(this.mesh.client()
			.send(Client.freshChat(), "mallory", "text", "X-Request-Id", "followed-7")
			.header("X-Request-Id")).contains("followed-7");
		for (String process : List.of("api-gateway", "message-service-1")) {
			Awaitility.await(process + " logs the request")
				.atMost(BOUND)
				.untilAsserted(() -> assertThat(lines(process, "followed-7")).hasSize(1)
					.allSatisfy((line) -> assertThat(line.path("message").asString(""))
						.matches("POST /api/send 400 \\d+ us")));
		}
	}

	@Test
	void writesNothingButJson() {
		this.mesh.client().get("/nowhere");
		for (String process : List.of("discovery-server", "api-gateway", "message-service-1")) {
			assertThat(this.mesh.log(process).lines().filter((line) -> !line.isBlank())).isNotEmpty()
				.allSatisfy((line) -> assertThat(Json.read(line).path("service").path("name").asString(""))
					.isEqualTo(process.replaceFirst("-1$", "")));
		}
	}

	@Test
	void isOneTraceWithSpansOfGatewayAndReplica() {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		Reply sent = this.mesh.client()
			.send("trace-a:trace-b", "trace-a", "text", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
		assertThat(sent.status()).isEqualTo(200);
		Awaitility.await("both report their spans").atMost(BOUND).untilAsserted(() -> {
			List<Span> spans = this.receiver.spans().stream().filter((span) -> span.trace().equals(trace)).toList();
			Span gateway = first(spans, "api-gateway", "00f067aa0ba902b7");
			Span call = first(spans, "api-gateway", gateway.id());
			Span replica = first(spans, "message-service", call.id());
			assertThat(replica.name()).contains("/api/send");
			assertThat(spans).hasSize(3);
		});
	}

	@Test
	void startsATraceIfTheClientSendsNone() {
		this.mesh.client().get("/ping");
		Awaitility.await("a trace of a ping")
			.atMost(BOUND)
			.until(() -> this.receiver.spans()
				.stream()
				.filter((span) -> span.name().contains("/ping") && span.service().equals("message-service"))
				.anyMatch((span) -> this.receiver.spans()
					.stream()
					.anyMatch((other) -> other.trace().equals(span.trace()) && other.parent().isEmpty()
							&& other.service().equals("api-gateway"))));
	}

	@Test
	void keepsMembersOutOfLogsAndTraces() {
		String trace = "5bf92f3577b34da6a3ce929d0e0e4737";
		this.mesh.client().get("/pull?chat=ann-in-private:bob", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
		Awaitility.await("all spans are exported")
			.atMost(BOUND)
			.until(() -> this.receiver.spans().stream().filter((span) -> span.trace().equals(trace)).count() == 3);
		assertThat(this.receiver.saw("ann-in-private")).isFalse();
		assertThat(this.mesh.log("api-gateway") + this.mesh.log("message-service-1")).doesNotContain("ann-in-private");
	}

	private static Span first(List<Span> spans, String service, String parent) {
		return spans.stream()
			.filter((span) -> span.service().equals(service) && span.parent().equals(parent))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No span of " + service + " under " + parent + " in " + spans));
	}

	private List<JsonNode> lines(String process, String request) {
		return this.mesh.log(process)
			.lines()
			.map(Json::read)
			.filter((line) -> line.path("request_id").asString("").equals(request))
			.toList();
	}

}
