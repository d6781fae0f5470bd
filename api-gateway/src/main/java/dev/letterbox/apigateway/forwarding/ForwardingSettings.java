package dev.letterbox.apigateway.forwarding;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Timeouts of forwarding.
 *
 * @param deadline the time from the end of a request's body to the head of the response,
 * over all replicas that are tried
 * @param readTimeout how long a replica may be silent within a response while the gateway
 * is ready to read
 * @param connectTimeout the time for opening a connection, for each replica that is tried
 * @param idleTimeout how long an unused connection to a replica is kept
 * @param bufferedReply the largest body of a response that is received completely before
 * it is passed on
 */
@ConfigurationProperties("letterbox.forward")
record ForwardingSettings(Duration deadline, Duration readTimeout, Duration connectTimeout, Duration idleTimeout,
		DataSize bufferedReply) {

	ForwardingSettings {
		Assert.isTrue(deadline != null && deadline.isPositive(), "letterbox.forward.deadline must be positive");
		Assert.isTrue(readTimeout != null && readTimeout.isPositive(),
				"letterbox.forward.read-timeout must be positive");
		Assert.isTrue(connectTimeout != null && connectTimeout.isPositive(),
				"letterbox.forward.connect-timeout must be positive");
		Assert.isTrue(idleTimeout != null && idleTimeout.isPositive(),
				"letterbox.forward.idle-timeout must be positive");
		Assert.isTrue(
				bufferedReply != null && !bufferedReply.isNegative() && bufferedReply.toBytes() <= Integer.MAX_VALUE,
				"letterbox.forward.buffered-reply must be from 0 bytes to 2 GB");
	}

}
