package dev.letterbox.messageservice.message.chats;

import java.time.Duration;

import dev.letterbox.messageservice.message.store.ChatStore;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Readers of chats for tests.
 */
final class ChatReaders {

	private ChatReaders() {
	}

	static ChatSettings settings() {
		return new ChatSettings(4, Duration.ofSeconds(30), 7, Duration.ofMinutes(10));
	}

	static ChatReader of(ChatStore store) {
		return of(store, settings());
	}

	static ChatReader of(ChatStore store, ChatSettings settings) {
		return new ChatReader(store, BulkheadRegistry.ofDefaults(), settings,
				new ChatMetrics(new SimpleMeterRegistry()));
	}

}
