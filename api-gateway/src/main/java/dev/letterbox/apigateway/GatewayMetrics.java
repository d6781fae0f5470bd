package dev.letterbox.apigateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.stereotype.Component;

/**
 * What is measured at the gateway, each meter kept at hand: looking one up in the
 * registry costs more than all the rest.
 */
@Component
class GatewayMetrics {

	/** Stands for whatever address is not ours. */
	static final String NO_ROUTE = "none";

	private final MeterRegistry registry;

	private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();

	private final Map<Problem.Kind, Counter> refusals;

	private final Counter retries;

	GatewayMetrics(MeterRegistry registry, Replicas replicas) {
		this.registry = registry;
		this.refusals = Arrays.stream(Problem.Kind.values())
			.collect(Collectors.toMap((kind) -> kind,
					(kind) -> registry.counter("letterbox.refusals", "reason", kind.reason()), (one, other) -> one,
					() -> new EnumMap<>(Problem.Kind.class)));
		this.retries = registry.counter("letterbox.gateway.retries");
		Gauge.builder("letterbox.gateway.replicas", replicas, (it) -> it.up().size()).register(registry);
	}

	/**
	 * The answer to a request begins.
	 * @param route an address of ours, or {@link #NO_ROUTE}
	 */
	void answered(String route, int status, long nanos) {
		this.answers.computeIfAbsent(new Answer(route, status), this::timer).record(Duration.ofNanos(nanos));
	}

	/** The gateway answers for itself. */
	void refused(Problem.Kind kind) {
		Counter counter = this.refusals.get(kind);
		if (counter != null) {
			counter.increment();
		}
	}

	/** A request is sent to another replica, since the one before was not reached. */
	void retried() {
		this.retries.increment();
	}

	/** Shows how open the circuit is, once there is one. */
	void watch(ReactiveResilience4JCircuitBreakerFactory circuits, String name) {
		Gauge.builder("letterbox.breaker", circuits, (it) -> openness(it, name))
			.tag("name", name)
			.register(this.registry);
	}

	private static double openness(ReactiveResilience4JCircuitBreakerFactory circuits, String name) {
		return circuits.getCircuitBreakerRegistry()
			.find(name)
			.map(CircuitBreaker::getState)
			.map((state) -> switch (state) {
				case OPEN, FORCED_OPEN -> 1.0;
				case HALF_OPEN -> 0.5;
				case CLOSED, DISABLED, METRICS_ONLY -> 0.0;
			})
			.orElse(0.0);
	}

	private Timer timer(Answer answer) {
		return this.registry.timer("letterbox.requests", "route", answer.route(), "status",
				String.valueOf(answer.status()));
	}

	private record Answer(String route, int status) {

	}

}
