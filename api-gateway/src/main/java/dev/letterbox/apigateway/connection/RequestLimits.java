package dev.letterbox.apigateway.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of a client's request and of sending its response.
 *
 * @param maxBody the largest request body
 * @param bodyTimeout the time for a request body, from its first byte to its last
 * @param writeTimeout how long a client may accept no byte of a pending response
 */
@ConfigurationProperties("letterbox.request-limits")
public record RequestLimits(DataSize maxBody, Duration bodyTimeout, Duration writeTimeout) {

	public RequestLimits {
		Assert.isTrue(maxBody != null && maxBody.toBytes() > 0 && maxBody.toBytes() <= Integer.MAX_VALUE,
				"letterbox.request-limits.max-body must be from 1 byte to 2 GB");
		Assert.isTrue(bodyTimeout != null && bodyTimeout.isPositive(),
				"letterbox.request-limits.body-timeout must be positive");
		Assert.isTrue(writeTimeout != null && writeTimeout.isPositive(),
				"letterbox.request-limits.write-timeout must be positive");
	}

	public int maxBodyBytes() {
		return (int) this.maxBody.toBytes();
	}

}
