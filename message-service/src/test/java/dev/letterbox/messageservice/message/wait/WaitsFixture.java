package dev.letterbox.messageservice.message.wait;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Waits, assembled without Spring.
 */
public final class WaitsFixture {

	private WaitsFixture() {
	}

	/**
	 * Waits that grant none.
	 */
	public static Waits none() {
		return of(0, new SimpleMeterRegistry());
	}

	/**
	 * Waits that grant so many at a time, and check connections every 50 ms.
	 */
	public static Waits of(int limit, MeterRegistry meters) {
		return new Waits(new WaitSettings(limit, Duration.ofMillis(50), 2, Duration.ofMillis(50)),
				new WaitMetrics(meters));
	}

}
