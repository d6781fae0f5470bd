package dev.letterbox.apigateway.retry;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Allows retries as long as the budget lasts, and counts them.
 */
@Component
public class Retries {

	private final RetryBudget budget;

	private final Map<RetryReason, Counter> allowed = new EnumMap<>(RetryReason.class);

	private final Counter refused;

	Retries(RetrySettings settings, MeterRegistry registry) {
		this.budget = new RetryBudget(settings, System::nanoTime);
		// All are registered at the start, so that each shows 0 before it first counts.
		for (RetryReason reason : RetryReason.values()) {
			this.allowed.put(reason, registry.counter("letterbox.gateway.retries", "reason", reason.tag()));
		}
		this.refused = registry.counter("letterbox.gateway.retries.refused");
	}

	/**
	 * Counts a request, which earns a part of a retry.
	 */
	public void countRequest() {
		this.budget.countRequest();
	}

	/**
	 * Returns whether a retry would be allowed now.
	 */
	public boolean areAvailable() {
		return this.budget.isAvailable();
	}

	/**
	 * Takes a retry from the budget, and counts whether there was one.
	 */
	public boolean allow(RetryReason reason) {
		boolean allowed = this.budget.tryTake();
		@Nullable Counter counter = allowed ? this.allowed.get(reason) : this.refused;
		if (counter != null) {
			counter.increment();
		}
		return allowed;
	}

}
