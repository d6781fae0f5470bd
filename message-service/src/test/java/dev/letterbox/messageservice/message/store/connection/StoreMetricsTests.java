package dev.letterbox.messageservice.message.store.connection;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StoreMetricsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void showsHowOpenTheBreakerIs() {
		CircuitBreaker breaker = CircuitBreakerRegistry.ofDefaults().circuitBreaker("store");
		new StoreMetrics(this.meters).watch(breaker);
		assertThat(breakerGauge()).isZero();
		breaker.transitionToOpenState();
		assertThat(breakerGauge()).isEqualTo(1);
		breaker.transitionToHalfOpenState();
		assertThat(breakerGauge()).isEqualTo(0.5);
	}

	private double breakerGauge() {
		return this.meters.get("letterbox.breaker").tag("name", "store").gauge().value();
	}

}
