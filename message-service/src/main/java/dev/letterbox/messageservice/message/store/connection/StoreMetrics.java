package dev.letterbox.messageservice.message.store.connection;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Shows the state of the circuit breaker in front of the store.
 */
@Component
public class StoreMetrics {

	private final MeterRegistry registry;

	public StoreMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/** Shows a breaker's state: 0 closed, 0.5 half open, 1 open. */
	void watch(CircuitBreaker breaker) {
		Gauge.builder("letterbox.breaker", breaker, StoreMetrics::openness)
			.tag("name", breaker.getName())
			.register(this.registry);
	}

	private static double openness(CircuitBreaker breaker) {
		return switch (breaker.getState()) {
			case OPEN, FORCED_OPEN -> 1;
			case HALF_OPEN -> 0.5;
			case CLOSED, DISABLED, METRICS_ONLY -> 0;
		};
	}

}
