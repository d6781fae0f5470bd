package dev.letterbox.apigateway.retry;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Settings of retries with another replica.
 *
 * @param attemptTimeout the time for the head of a replica's response while another
 * replica can be tried; the last attempt has all the time that is left
 * @param percentOfRequests how many retries each hundred requests earn
 * @param minPerSecond how many retries each second earns, whatever the number of requests
 * @param burst the largest number of retries that can be saved up
 */
@ConfigurationProperties("letterbox.retry")
public record RetrySettings(Duration attemptTimeout, int percentOfRequests, int minPerSecond, int burst) {

	public RetrySettings {
		Assert.isTrue(attemptTimeout != null && attemptTimeout.isPositive(),
				"letterbox.retry.attempt-timeout must be positive");
		Assert.isTrue(percentOfRequests >= 0 && percentOfRequests <= 100,
				"letterbox.retry.percent-of-requests must be from 0 to 100");
		Assert.isTrue(minPerSecond >= 0, "letterbox.retry.min-per-second must not be negative");
		Assert.isTrue(burst >= 0, "letterbox.retry.burst must not be negative");
	}

}
