package dev.letterbox.apigateway.forwarding;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Timeouts of forwarding.
 *
 * @param deadline the time from the end of a request's body to the head of the response,
 * over all replicas that are tried
 * @param readTimeout how long a replica may be silent within a response while the gateway
 * is ready to read
 */
@ConfigurationProperties("letterbox.forward")
record ForwardingSettings(Duration deadline, Duration readTimeout) {

	ForwardingSettings {
		Assert.isTrue(deadline != null && deadline.isPositive(), "letterbox.forward.deadline must be positive");
		Assert.isTrue(readTimeout != null && readTimeout.isPositive(),
				"letterbox.forward.read-timeout must be positive");
	}

}
