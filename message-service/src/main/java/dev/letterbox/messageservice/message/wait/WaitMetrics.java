package dev.letterbox.messageservice.message.wait;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts waiting requests, which no other metric of requests includes. Every meter is
 * created once, so that counting costs an addition.
 */
@Component
class WaitMetrics {

	private final MeterRegistry registry;

	private final Map<WaitResult, Counter> ended = new EnumMap<>(WaitResult.class);

	private final Counter refused;

	WaitMetrics(MeterRegistry registry) {
		this.registry = registry;
		for (WaitResult result : WaitResult.values()) {
			this.ended.put(result, registry.counter("letterbox.waits.ended", "result", result.word()));
		}
		this.refused = registry.counter("letterbox.waits.refused");
	}

	/** A wait has ended. */
	void ended(WaitResult result) {
		Objects.requireNonNull(this.ended.get(result)).increment();
	}

	/** A request that wanted to wait was answered at once instead. */
	void refused() {
		this.refused.increment();
	}

	/** Shows how many requests wait. */
	void watch(Supplier<Number> waiting) {
		Gauge.builder("letterbox.waits", waiting).register(this.registry);
	}

}
