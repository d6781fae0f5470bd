package dev.letterbox.apigateway;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * How long the gateway waits for replicas.
 *
 * @param deadline the time for a request, from its body's end to the beginning of the
 * answer, over all replicas that are tried
 * @param readTimeout how long a replica may send nothing within an answer while the
 * gateway wants to read
 */
@ConfigurationProperties("letterbox.forward")
record ForwardingSettings(Duration deadline, Duration readTimeout) {

	ForwardingSettings {
		Assert.isTrue(deadline != null && deadline.isPositive(), "letterbox.forward.deadline must be positive");
		Assert.isTrue(readTimeout != null && readTimeout.isPositive(),
				"letterbox.forward.read-timeout must be positive");
	}

}
