package dev.letterbox.messageservice.message.store.connection;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the connection to the store. An option of the connection string overrides
 * the corresponding setting.
 *
 * @param connectTimeout how long opening a connection may take
 * @param selectionTimeout how long to look for a primary
 * @param timeout how long one operation may take in total
 * @param heartbeatFrequency how long the driver waits between two checks of a server, at
 * least 500 ms; a frozen primary is noticed after this and the connect timeout
 * @param downAfter how long the store must fail without interruption before the replica
 * reports that it is not ready
 * @param maxConnections how many connections at most
 * @param maxConnecting how many connections may be opened at the same time
 */
@Validated
@ConfigurationProperties("letterbox.store")
record StoreSettings(@NotNull Duration connectTimeout, @NotNull Duration selectionTimeout, @NotNull Duration timeout,
		@NotNull Duration heartbeatFrequency, @NotNull Duration downAfter, @Positive int maxConnections,
		@Positive int maxConnecting) {

	/**
	 * What the driver waits at least (SDAM specification, minHeartbeatFrequencyMS).
	 */
	private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(500);

	StoreSettings {
		if (isTooShort(heartbeatFrequency)) {
			throw new IllegalArgumentException("heartbeat-frequency is " + heartbeatFrequency.toMillis()
					+ " ms, but the driver checks a server every " + SHORTEST_HEARTBEAT.toMillis() + " ms at most");
		}
	}

	// A missing one is reported by its constraint.
	private static boolean isTooShort(@Nullable Duration heartbeatFrequency) {
		return heartbeatFrequency != null && heartbeatFrequency.compareTo(SHORTEST_HEARTBEAT) < 0;
	}

}
