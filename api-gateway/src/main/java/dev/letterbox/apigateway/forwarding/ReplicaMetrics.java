package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.balancing.Replicas;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.stereotype.Component;

/**
 * Gauges of the available replicas and of the circuit breaker's state.
 */
@Component
class ReplicaMetrics implements MeterBinder {

	private final Replicas replicas;

	private final ReactiveResilience4JCircuitBreakerFactory circuitBreakers;

	ReplicaMetrics(Replicas replicas, ReactiveResilience4JCircuitBreakerFactory circuitBreakers) {
		this.replicas = replicas;
		this.circuitBreakers = circuitBreakers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("letterbox.gateway.replicas", this.replicas, (it) -> it.up().size()).register(registry);
		Gauge.builder("letterbox.breaker", this.circuitBreakers, ReplicaMetrics::openness)
			.tag("name", ReplicaCircuitBreakerFilter.NAME)
			.register(registry);
	}

	private static double openness(ReactiveResilience4JCircuitBreakerFactory circuitBreakers) {
		return circuitBreakers.getCircuitBreakerRegistry()
			.find(ReplicaCircuitBreakerFilter.NAME)
			.map(CircuitBreaker::getState)
			.map((state) -> switch (state) {
				case OPEN, FORCED_OPEN -> 1.0;
				case HALF_OPEN -> 0.5;
				case CLOSED, DISABLED, METRICS_ONLY -> 0.0;
			})
			.orElse(0.0);
	}

}
