package dev.letterbox.messageservice.message.wait;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of waiting requests.
 *
 * @param limit how many requests may wait at the same time, if the heap suffices; 0 for
 * none
 * @param pollInterval how often the store is asked for messages that other replicas have
 * stored
 * @param pollBatch how many chats, or members, one of these queries asks for
 * @param connectionCheck how often a waiting request looks whether its client is gone
 */
@Validated
@ConfigurationProperties("letterbox.waits")
public record WaitSettings(@Min(0) int limit, @NotNull Duration pollInterval, @Min(1) int pollBatch,
		@NotNull Duration connectionCheck) {

	/**
	 * What a wait costs: mostly the buffers that Tomcat keeps for a request that is
	 * handled, and the stack of its thread.
	 */
	private static final long HEAP_OF_ONE = 128 * 1024;

	/** The program itself, and what all other limits of memory allow together. */
	private static final long HEAP_OF_OTHERS = 256L * 1024 * 1024;

	/**
	 * How many requests may wait, given the largest size of the heap in bytes: waits take
	 * what the other limits leave, so that a replica does not end for want of memory.
	 */
	int most(long heap) {
		return Math.toIntExact(Math.clamp((heap - HEAP_OF_OTHERS) / HEAP_OF_ONE, 0, this.limit));
	}

}
