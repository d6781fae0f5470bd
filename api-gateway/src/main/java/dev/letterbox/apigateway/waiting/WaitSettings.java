package dev.letterbox.apigateway.waiting;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Settings of waiting requests.
 *
 * @param limit how many requests may wait at the same time, if the heap suffices; 0 for
 * none
 */
@ConfigurationProperties("letterbox.waits")
public record WaitSettings(int limit) {

	/** What a wait costs with its two connections. */
	private static final long HEAP_OF_ONE = 16 * 1024;

	public WaitSettings {
		Assert.isTrue(limit >= 0, "letterbox.waits.limit must not be negative");
	}

	/**
	 * How many requests may wait, given the largest size of the heap in bytes: waits take
	 * at most half of it.
	 */
	int most(long heap) {
		return Math.toIntExact(Math.min(this.limit, heap / 2 / HEAP_OF_ONE));
	}

}
