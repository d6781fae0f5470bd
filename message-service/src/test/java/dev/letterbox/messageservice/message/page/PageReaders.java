package dev.letterbox.messageservice.message.page;

import java.time.Duration;

import dev.letterbox.messageservice.message.memory.Budgets;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.MessageStore;
import dev.letterbox.messageservice.message.store.StoreConnection;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Page readers, without memory unless a test gives one.
 */
final class PageReaders {

	private PageReaders() {
	}

	static PageReader of(StoreConnection connection) {
		return of(connection.store(), Memories.none());
	}

	static PageReader of(MessageStore store, RecentMessages recent) {
		return of(store, recent,
				BulkheadRegistry.of(BulkheadConfig.custom().maxWaitDuration(Duration.ofMillis(400)).build()),
				new SimpleMeterRegistry());
	}

	static PageReader of(MessageStore store, RecentMessages recent, BulkheadRegistry bulkheads, MeterRegistry meters) {
		return new PageReader(new MessageReader(store, recent), bulkheads, Budgets.ample(), new PullMetrics(meters));
	}

}
