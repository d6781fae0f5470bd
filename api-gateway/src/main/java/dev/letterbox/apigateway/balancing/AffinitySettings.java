package dev.letterbox.apigateway.balancing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Settings of chat affinity.
 *
 * @param enabled whether the requests of a chat prefer the same replica; otherwise each
 * request goes to a random one
 * @param pullLoadFactor how many times the average number of pulls in flight a replica
 * may have before further pulls prefer the next one; 1 or more
 */
@ConfigurationProperties("letterbox.affinity")
record AffinitySettings(boolean enabled, double pullLoadFactor) {

	AffinitySettings {
		Assert.isTrue(pullLoadFactor >= 1 && Double.isFinite(pullLoadFactor),
				"letterbox.affinity.pull-load-factor must be a number of 1 or more");
	}

}
