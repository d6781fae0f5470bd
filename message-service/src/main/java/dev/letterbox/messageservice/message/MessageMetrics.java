package dev.letterbox.messageservice.message;

import java.time.Duration;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

/**
 * What is counted of messages. Every meter is made once, so that counting costs an
 * addition; which of them keep histograms is configured.
 */
@Component
class MessageMetrics {

	private final MeterRegistry registry;

	private final Counter stored;

	private final Counter replayed;

	private final Counter keyReused;

	private final Counter refused;

	private final Counter unknown;

	private final Counter pulls;

	private final Counter failedPulls;

	private final Counter tipHits;

	private final Counter tipMisses;

	private final Counter lostRaces;

	private final Counter doubts;

	private final Counter laneFailures;

	private final Timer flushes;

	private final DistributionSummary flushed;

	MessageMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.stored = registry.counter("letterbox.sends", "result", "stored");
		this.replayed = registry.counter("letterbox.sends", "result", "replayed");
		this.keyReused = registry.counter("letterbox.sends", "result", "key-reused");
		this.refused = registry.counter("letterbox.sends", "result", "unavailable");
		this.unknown = registry.counter("letterbox.sends", "result", "unknown");
		this.pulls = registry.counter("letterbox.pulls", "result", "read");
		this.failedPulls = registry.counter("letterbox.pulls", "result", "unavailable");
		this.tipHits = registry.counter("letterbox.tips", "result", "hit");
		this.tipMisses = registry.counter("letterbox.tips", "result", "miss");
		this.lostRaces = registry.counter("letterbox.races.lost");
		this.doubts = registry.counter("letterbox.flush.doubts");
		this.laneFailures = registry.counter("letterbox.lane.failures");
		this.flushes = registry.timer("letterbox.flush");
		this.flushed = registry.summary("letterbox.flush.messages");
	}

	/** A send was answered with a stored message. */
	void sent(Receipt receipt) {
		(receipt.replayed() ? this.replayed : this.stored).increment();
	}

	/** A send was answered that it stored nothing, or perhaps nothing. */
	void notSent(RuntimeException answer) {
		Counter counter = switch (answer) {
			case KeyReusedException _ -> this.keyReused;
			case OutcomeUnknownException _ -> this.unknown;
			default -> this.refused;
		};
		counter.increment();
	}

	/** A page was read to its end. */
	void pulled() {
		this.pulls.increment();
	}

	/** A page was refused, or could not be read to its end. */
	void notPulled() {
		this.failedPulls.increment();
	}

	/** Whether a chat's tip was known when a send to it came. */
	void lookedForTip(boolean found) {
		(found ? this.tipHits : this.tipMisses).increment();
	}

	/** A flush came back from the store, whatever it said. */
	void flushed(int messages, long nanos) {
		this.flushes.record(Duration.ofNanos(nanos));
		this.flushed.record(messages);
	}

	/** A flush stopped where another replica had won the position. */
	void lostRace() {
		this.lostRaces.increment();
	}

	/** A flush ended without anybody knowing what it stored. */
	void doubted() {
		this.doubts.increment();
	}

	/** A lane met a failure that no branch of its code expects. */
	void laneFailed() {
		this.laneFailures.increment();
	}

	/** Shows how many sends wait for their answer. */
	void watch(Appender appender) {
		Gauge.builder("letterbox.sends.waiting", appender, Appender::waiting).register(this.registry);
	}

	/** Shows the state of the way to the store. */
	void watch(CircuitBreaker breaker) {
		Gauge.builder("letterbox.breaker", breaker, MessageMetrics::openness)
			.tag("name", breaker.getName())
			.register(this.registry);
	}

	/** Shows how many pages of a kind are being read. */
	void watch(String pages, Bulkhead readers) {
		Gauge.builder("letterbox.readers", readers, MessageMetrics::inside).tag("pages", pages).register(this.registry);
	}

	private static double openness(CircuitBreaker breaker) {
		return switch (breaker.getState()) {
			case OPEN, FORCED_OPEN -> 1;
			case HALF_OPEN -> 0.5;
			case CLOSED, DISABLED, METRICS_ONLY -> 0;
		};
	}

	private static double inside(Bulkhead readers) {
		return (double) readers.getMetrics().getMaxAllowedConcurrentCalls()
				- readers.getMetrics().getAvailableConcurrentCalls();
	}

}
