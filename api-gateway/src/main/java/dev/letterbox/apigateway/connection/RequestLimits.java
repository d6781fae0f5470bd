package dev.letterbox.apigateway.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of a client's request and of sending its response.
 *
 * @param maxBody the largest request body
 * @param headTimeout the time for the request line and the headers, from their first byte
 * to their last
 * @param bodyTimeout the time for a request body, from its first byte to its last
 * @param writeTimeout how long a client may accept no byte of a pending response
 * @param maxConnections how many connections clients may have open
 */
@ConfigurationProperties("letterbox.request-limits")
public record RequestLimits(DataSize maxBody, Duration headTimeout, Duration bodyTimeout, Duration writeTimeout,
		int maxConnections) {

	public RequestLimits {
		Assert.isTrue(maxBody != null && maxBody.toBytes() > 0 && maxBody.toBytes() <= Integer.MAX_VALUE,
				"letterbox.request-limits.max-body must be from 1 byte to 2 GB");
		Assert.isTrue(headTimeout != null && headTimeout.isPositive(),
				"letterbox.request-limits.head-timeout must be positive");
		Assert.isTrue(maxConnections > 0, "letterbox.request-limits.max-connections must be positive");
		Assert.isTrue(bodyTimeout != null && bodyTimeout.isPositive(),
				"letterbox.request-limits.body-timeout must be positive");
		Assert.isTrue(writeTimeout != null && writeTimeout.isPositive(),
				"letterbox.request-limits.write-timeout must be positive");
	}

	public int maxBodyBytes() {
		return (int) this.maxBody.toBytes();
	}

}
