package dev.letterbox.apigateway.waiting;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Settings of waiting requests.
 *
 * @param limit how many requests may wait at the same time; 0 for none
 */
@ConfigurationProperties("letterbox.waits")
public record WaitSettings(int limit) {

	public WaitSettings {
		Assert.isTrue(limit >= 0, "letterbox.waits.limit must not be negative");
	}

}
