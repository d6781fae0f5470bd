package dev.letterbox.messageservice.message.store.connection;

import java.time.Duration;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the lease on the primary.
 *
 * @param interval how often a heartbeat is written
 * @param duration how long one confirms the primary, from its beginning; below the
 * election timeout of the replica set
 * @param maxWait how long a read may wait for a pending confirmation
 */
@Validated
@ConfigurationProperties("letterbox.primary-lease")
public record LeaseSettings(@NotNull Duration interval, @NotNull Duration duration, @NotNull Duration maxWait) {

	@AssertTrue(message = "interval must be positive and shorter than duration")
	boolean isIntervalWithinDuration() {
		return this.interval.isPositive() && this.interval.compareTo(this.duration) < 0;
	}

}
