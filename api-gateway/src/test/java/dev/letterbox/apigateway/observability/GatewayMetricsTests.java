package dev.letterbox.apigateway.observability;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import dev.letterbox.apigateway.GatewayFixture;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each meter counts what its name says, each event once.
 */
class GatewayMetricsTests extends GatewayFixture {

	@Autowired
	private MeterRegistry meters;

	@Test
	void measuresEveryResponseByRouteAndStatus() throws IOException {
		replica().answering("HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n");
		long before = responses("/api/send", "422");
		long elsewhere = responses(GatewayMetrics.NO_ROUTE, "404");
		ask("POST", "/api/send");
		ask("POST", "/api/send");
		ask("GET", "/api/send;x?chat=a:b");
		assertThat(responses("/api/send", "422") - before).isEqualTo(2);
		assertThat(responses(GatewayMetrics.NO_ROUTE, "404") - elsewhere).isEqualTo(1);
		assertThat(this.meters.find("letterbox.requests").timers()).extracting((timer) -> timer.getId().getTag("route"))
			.isSubsetOf("/api/send", "/send", "/api/pull", "/pull", "/api/chats", "/chats", "/ping",
					GatewayMetrics.NO_ROUTE);
	}

	@Test
	void measuresTheTimeToTheHeadOfTheResponse() throws IOException {
		replica().answering((request, out) -> {
		});
		ask("GET", "/pull").isProblem(504, "timeout");
		assertThat(this.meters.get("letterbox.requests").tags("route", "/pull", "status", "504").timer())
			.extracting((timer) -> timer.max(TimeUnit.SECONDS))
			.satisfies((seconds) -> assertThat(seconds).isBetween(1.9, 5.0));
	}

	@Test
	void countsRefusalsByReason() throws IOException {
		double noReplica = refusals("no-replica");
		double unreachable = refusals("unreachable");
		double open = refusals("circuit-open");
		double unknown = refusals("not-found");
		ask("GET", "/nowhere");
		ask("GET", "/ping");
		deadReplica();
		ask("GET", "/ping");
		circuitBreaker().transitionToOpenState();
		ask("GET", "/ping");
		assertThat(refusals("no-replica") - noReplica).isEqualTo(1);
		assertThat(refusals("unreachable") - unreachable).isEqualTo(1);
		assertThat(refusals("circuit-open") - open).isEqualTo(1);
		assertThat(refusals("not-found") - unknown).isEqualTo(1);
	}

	@Test
	void doesNotCountRefusalsOfReplicas() throws IOException {
		replica().answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
		double before = this.meters.find("letterbox.refusals").counters().stream().mapToDouble(Counter::count).sum();
		ask("GET", "/ping");
		assertThat(this.meters.find("letterbox.refusals").counters().stream().mapToDouble(Counter::count).sum())
			.isEqualTo(before);
	}

	@Test
	void countsEachRetryWithAnotherReplica() throws IOException {
		deadReplica();
		deadReplica();
		Counter retries = this.meters.get("letterbox.gateway.retries").tag("reason", "connect").counter();
		double before = retries.count();
		ask("GET", "/ping").isProblem(503, "unavailable");
		assertThat(retries.count() - before).isEqualTo(1);
	}

	@Test
	void showsTheNumberOfReplicasAndTheStateOfTheCircuitBreaker() {
		assertThat(gauge("letterbox.gateway.replicas")).isZero();
		replica();
		replica();
		assertThat(gauge("letterbox.gateway.replicas")).isEqualTo(2);
		CircuitBreaker circuitBreaker = circuitBreaker();
		assertThat(gauge("letterbox.breaker")).isZero();
		circuitBreaker.transitionToOpenState();
		assertThat(gauge("letterbox.breaker")).isEqualTo(1);
		circuitBreaker.transitionToHalfOpenState();
		assertThat(gauge("letterbox.breaker")).isEqualTo(0.5);
	}

	private double gauge(String name) {
		return this.meters.get(name).gauge().value();
	}

	private double refusals(String reason) {
		return this.meters.get("letterbox.refusals").tag("reason", reason).counter().count();
	}

	private long responses(String route, String status) {
		@Nullable Timer timer = this.meters.find("letterbox.requests").tags("route", route, "status", status).timer();
		return (timer != null) ? timer.count() : 0;
	}

}
