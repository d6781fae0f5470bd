package dev.letterbox.apigateway.ejection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Settings of the ejection of replicas.
 *
 * @param failures how many requests in a row have to fail at a replica for its ejection
 * @param firstTime how long the first ejection lasts; each further one lasts twice as
 * long as the one before
 * @param maxTime the longest time; a replica that was in the rotation for this long
 * starts again with the first time
 */
@ConfigurationProperties("letterbox.ejection")
public record EjectionSettings(int failures, Duration firstTime, Duration maxTime) {

	public EjectionSettings {
		Assert.isTrue(failures > 0, "letterbox.ejection.failures must be positive");
		Assert.isTrue(firstTime != null && firstTime.isPositive(), "letterbox.ejection.first-time must be positive");
		Assert.isTrue(maxTime != null && maxTime.compareTo(firstTime) >= 0,
				"letterbox.ejection.max-time must not be shorter than first-time");
	}

	/**
	 * Returns how long an ejection lasts.
	 * @param number 1 for the first
	 */
	Duration time(int number) {
		Duration time = this.firstTime;
		for (int i = 1; i < number && time.compareTo(this.maxTime) < 0; i++) {
			time = time.multipliedBy(2);
		}
		return (time.compareTo(this.maxTime) < 0) ? time : this.maxTime;
	}

}
