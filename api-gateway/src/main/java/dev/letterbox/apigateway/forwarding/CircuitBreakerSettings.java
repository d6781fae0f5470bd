package dev.letterbox.apigateway.forwarding;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Thresholds of the circuit breaker around the replicas.
 *
 * @param failureRate the share of failed requests, in percent, that opens the circuit
 * breaker
 * @param window the time window, in whole seconds, in which requests are counted
 * @param minimumRequests how many requests the window must contain before the rate is
 * evaluated
 * @param waitWhenOpen how long an open circuit breaker refuses all requests; also the
 * {@code Retry-After} of 503 responses
 * @param trialRequests how many requests in the half-open state decide whether it closes
 */
@ConfigurationProperties("letterbox.circuit")
public record CircuitBreakerSettings(float failureRate, Duration window, int minimumRequests, Duration waitWhenOpen,
		int trialRequests) {

	public CircuitBreakerSettings {
		Assert.isTrue(failureRate > 0 && failureRate <= 100, "letterbox.circuit.failure-rate must be in (0, 100]");
		Assert.isTrue(window != null && window.toSeconds() > 0, "letterbox.circuit.window must be a second or more");
		Assert.isTrue(minimumRequests > 0, "letterbox.circuit.minimum-requests must be positive");
		Assert.isTrue(waitWhenOpen != null && waitWhenOpen.isPositive(),
				"letterbox.circuit.wait-when-open must be positive");
		Assert.isTrue(trialRequests > 0, "letterbox.circuit.trial-requests must be positive");
	}

}
