package dev.letterbox.messageservice.message.chats;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts pages of chats.
 */
@Component
class ChatMetrics {

	private final MeterRegistry registry;

	private final Counter read;

	private final Counter unavailable;

	ChatMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.read = registry.counter("letterbox.chat.lists", "result", "read");
		this.unavailable = registry.counter("letterbox.chat.lists", "result", "unavailable");
	}

	/** A page was read. */
	void listed() {
		this.read.increment();
	}

	/** A page was refused, or could not be read. */
	void notListed() {
		this.unavailable.increment();
	}

	/** Shows how many pages of chats are being read. */
	void watch(Bulkhead readers) {
		Gauge.builder("letterbox.readers", readers, ChatMetrics::inUse).tag("pages", "chats").register(this.registry);
	}

	private static double inUse(Bulkhead readers) {
		return (double) readers.getMetrics().getMaxAllowedConcurrentCalls()
				- readers.getMetrics().getAvailableConcurrentCalls();
	}

}
