package dev.letterbox.apigateway;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * What is let in.
 *
 * @param maxBody the largest body of a request
 * @param bodyTimeout how long a body may take to arrive, from its first byte to its last
 * @param writeTimeout how long a client may take nothing of an answer that is ready to be
 * sent
 */
@ConfigurationProperties("letterbox.request-limits")
record RequestLimits(DataSize maxBody, Duration bodyTimeout, Duration writeTimeout) {

	RequestLimits {
		Assert.isTrue(maxBody != null && maxBody.toBytes() > 0 && maxBody.toBytes() <= Integer.MAX_VALUE,
				"letterbox.request-limits.max-body must be from 1 byte to 2 GB");
		Assert.isTrue(bodyTimeout != null && bodyTimeout.isPositive(), "letterbox.request-limits.body-timeout must be positive");
		Assert.isTrue(writeTimeout != null && writeTimeout.isPositive(),
				"letterbox.request-limits.write-timeout must be positive");
	}

	int maxBodyBytes() {
		return (int) this.maxBody.toBytes();
	}

}
