package dev.letterbox.messageservice.message.page;

import java.util.Map;
import java.util.Objects;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts pulls. Every meter is created once, so that counting costs an addition.
 */
@Component
class PullMetrics {

	private final MeterRegistry registry;

	private final Counter pulls;

	private final Counter failedPulls;

	private final Map<PageRead.Source, Counter> sources;

	PullMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.pulls = registry.counter("letterbox.pulls", "result", "read");
		this.failedPulls = registry.counter("letterbox.pulls", "result", "unavailable");
		this.sources = Map.of(PageRead.Source.MEMORY, registry.counter("letterbox.recent.pages", "result", "hit"),
				PageRead.Source.TAIL, registry.counter("letterbox.recent.pages", "result", "tail"),
				PageRead.Source.STORE, registry.counter("letterbox.recent.pages", "result", "miss"));
	}

	/** A page was read to its end. */
	void pulled() {
		this.pulls.increment();
	}

	/** A page of at most {@value LongPage#PIECE} messages was read. */
	void readFrom(PageRead.Source source) {
		Objects.requireNonNull(this.sources.get(source)).increment();
	}

	/** A page was refused, or could not be read to its end. */
	void notPulled() {
		this.failedPulls.increment();
	}

	/** Shows how many pages of a kind are being read. */
	void watch(String pages, Bulkhead readers) {
		Gauge.builder("letterbox.readers", readers, PullMetrics::inUse).tag("pages", pages).register(this.registry);
	}

	private static double inUse(Bulkhead readers) {
		return (double) readers.getMetrics().getMaxAllowedConcurrentCalls()
				- readers.getMetrics().getAvailableConcurrentCalls();
	}

}
