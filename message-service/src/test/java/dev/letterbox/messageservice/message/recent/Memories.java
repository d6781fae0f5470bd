package dev.letterbox.messageservice.message.recent;

import dev.letterbox.messageservice.message.wait.Waits;
import dev.letterbox.messageservice.message.wait.WaitsFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.util.unit.DataSize;

/**
 * Memories of recent messages, assembled without Spring.
 */
public final class Memories {

	private Memories() {
	}

	/**
	 * One that keeps nothing.
	 */
	public static RecentMessages none() {
		return of(0, 0);
	}

	/**
	 * One with so many bytes for all chats, and for one.
	 */
	public static RecentMessages of(long size, long chatSize) {
		return of(size, chatSize, WaitsFixture.none());
	}

	/**
	 * One that wakes what waits for its messages.
	 */
	public static RecentMessages of(long size, long chatSize, Waits waits) {
		return new RecentMessages(new RecentSettings(DataSize.ofBytes(size), DataSize.ofBytes(chatSize)), waits,
				new SimpleMeterRegistry());
	}

}
