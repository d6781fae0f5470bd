package dev.letterbox.messageservice.message.page;

import java.time.Duration;

import dev.letterbox.messageservice.message.store.StoreConnection;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Page readers with the usual bulkheads.
 */
final class PageReaders {

	private PageReaders() {
	}

	static PageReader of(StoreConnection connection) {
		return new PageReader(connection.store(),
				BulkheadRegistry.of(BulkheadConfig.custom().maxWaitDuration(Duration.ofMillis(400)).build()),
				new PullMetrics(new SimpleMeterRegistry()));
	}

}
