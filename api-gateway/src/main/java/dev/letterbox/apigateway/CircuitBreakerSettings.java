package dev.letterbox.apigateway;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * When the gateway stops asking replicas that do not answer, and when it tries again.
 *
 * @param failureRate the share of failed requests, in percent, that opens the circuit
 * @param window how many seconds back requests are counted
 * @param minimumRequests how many requests the window must hold before the rate means
 * anything
 * @param waitWhenOpen how long an open circuit refuses everything
 * @param trialRequests how many requests then decide whether it closes
 */
@ConfigurationProperties("letterbox.circuit")
record CircuitBreakerSettings(float failureRate, Duration window, int minimumRequests, Duration waitWhenOpen,
		int trialRequests) {

	CircuitBreakerSettings {
		Assert.isTrue(failureRate > 0 && failureRate <= 100, "letterbox.circuit.failure-rate must be in (0, 100]");
		Assert.isTrue(window != null && window.toSeconds() > 0, "letterbox.circuit.window must be a second or more");
		Assert.isTrue(minimumRequests > 0, "letterbox.circuit.minimum-requests must be positive");
		Assert.isTrue(waitWhenOpen != null && waitWhenOpen.isPositive(),
				"letterbox.circuit.wait-when-open must be positive");
		Assert.isTrue(trialRequests > 0, "letterbox.circuit.trial-requests must be positive");
	}

}
