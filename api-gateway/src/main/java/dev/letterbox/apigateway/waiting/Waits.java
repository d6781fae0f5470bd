package dev.letterbox.apigateway.waiting;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The requests that wait, bounded in number. They have metrics of their own: the time
 * that they take says nothing about the service.
 */
@Component
public class Waits {

	/** The attribute of exchanges that wait. */
	public static final String ATTRIBUTE = Waits.class.getName();

	private final int most;

	private final MeterRegistry registry;

	private final AtomicInteger count = new AtomicInteger();

	private final Map<Integer, Counter> answers = new ConcurrentHashMap<>();

	private final Counter refused;

	private volatile Sinks.One<Boolean> drained = Sinks.one();

	private volatile boolean draining;

	Waits(WaitSettings settings, MeterRegistry registry) {
		this.most = settings.most(Runtime.getRuntime().maxMemory());
		this.registry = registry;
		this.refused = registry.counter("letterbox.waits.refused");
		// Registered at the start, so that the first answer is an increase.
		answers(HttpStatus.OK.value());
		Gauge.builder("letterbox.waits", this.count::get).register(registry);
	}

	/**
	 * Begins a wait, which must be ended; false if too many requests wait already, or the
	 * gateway is about to stop.
	 */
	public boolean begin() {
		if (this.count.incrementAndGet() <= this.most && !this.draining) {
			return true;
		}
		this.count.decrementAndGet();
		this.refused.increment();
		return false;
	}

	/**
	 * Ends a wait.
	 */
	public void end() {
		this.count.decrementAndGet();
	}

	/**
	 * Lets waits begin again after {@link #drain()}.
	 */
	public void open() {
		if (this.draining) {
			this.drained = Sinks.one();
			this.draining = false;
		}
	}

	/**
	 * Ends all waits, and lets no further ones begin.
	 */
	public void drain() {
		this.draining = true;
		this.drained.tryEmitValue(true);
	}

	/**
	 * Emits when all waits are to end.
	 */
	public Mono<Boolean> drained() {
		return this.drained.asMono();
	}

	/**
	 * Counts the answer to a request that could wait.
	 */
	public void answered(int status) {
		answers(status).increment();
	}

	private Counter answers(int status) {
		return this.answers.computeIfAbsent(status,
				(it) -> this.registry.counter("letterbox.waits.answered", "status", String.valueOf(it)));
	}

}
