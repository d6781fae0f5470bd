package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.function.Supplier;

import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

/**
 * Counts sends and flushes. Every meter is created once, so that counting costs an
 * addition; which of them keep histograms is configured.
 */
@Component
class AppendMetrics {

	private final MeterRegistry registry;

	private final Counter stored;

	private final Counter replayed;

	private final Counter keyReused;

	private final Counter refused;

	private final Counter unknown;

	private final Counter tipHits;

	private final Counter tipMisses;

	private final Counter tipReads;

	private final Counter positionConflicts;

	private final Counter unknownFlushes;

	private final Counter laneFailures;

	private final Timer flushes;

	private final DistributionSummary flushed;

	AppendMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.stored = registry.counter("letterbox.sends", "result", "stored");
		this.replayed = registry.counter("letterbox.sends", "result", "replayed");
		this.keyReused = registry.counter("letterbox.sends", "result", "key-reused");
		this.refused = registry.counter("letterbox.sends", "result", "unavailable");
		this.unknown = registry.counter("letterbox.sends", "result", "unknown");
		this.tipHits = registry.counter("letterbox.tips", "result", "hit");
		this.tipMisses = registry.counter("letterbox.tips", "result", "miss");
		this.tipReads = registry.counter("letterbox.tip.reads");
		this.positionConflicts = registry.counter("letterbox.position.conflicts");
		this.unknownFlushes = registry.counter("letterbox.flush.unknown");
		this.laneFailures = registry.counter("letterbox.lane.failures");
		this.flushes = registry.timer("letterbox.flush");
		this.flushed = registry.summary("letterbox.flush.messages");
	}

	/** A send was answered with a stored message. */
	void sent(Receipt receipt) {
		(receipt.replayed() ? this.replayed : this.stored).increment();
	}

	/** A send was answered that it stored nothing, or that its outcome is unknown. */
	void notSent(RuntimeException answer) {
		Counter counter = switch (answer) {
			case KeyReusedException _ -> this.keyReused;
			case OutcomeUnknownException _ -> this.unknown;
			default -> this.refused;
		};
		counter.increment();
	}

	/** Whether a chat's tip was known when a send to it came. */
	void lookedForTip(boolean found) {
		(found ? this.tipHits : this.tipMisses).increment();
	}

	/** The store is asked for a chat's tip. */
	void tipRead() {
		this.tipReads.increment();
	}

	/** A flush has returned from the store, with any result. */
	void flushed(int messages, long nanos) {
		this.flushes.record(Duration.ofNanos(nanos));
		this.flushed.record(messages);
	}

	/** A flush stopped where another replica had won the position. */
	void positionConflict() {
		this.positionConflicts.increment();
	}

	/** A flush ended with an unknown outcome. */
	void flushUnknown() {
		this.unknownFlushes.increment();
	}

	/** A lane met a failure that no branch of its code expects. */
	void laneFailed() {
		this.laneFailures.increment();
	}

	/** Shows how many sends wait for their answer. */
	void watchWaiting(Supplier<Number> waiting) {
		Gauge.builder("letterbox.sends.waiting", waiting).register(this.registry);
	}

}
