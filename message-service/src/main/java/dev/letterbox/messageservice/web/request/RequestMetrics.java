package dev.letterbox.messageservice.web.request;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

/**
 * Measures requests. Keeps its meters: a lookup in the registry costs more than the
 * measurement.
 */
@Component
public class RequestMetrics {

	/** The route of requests to unknown addresses. */
	static final String NO_ROUTE = "none";

	private final MeterRegistry registry;

	private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();

	private final Map<String, Counter> refusals = new ConcurrentHashMap<>();

	RequestMetrics(MeterRegistry registry) {
		this.registry = registry;
		for (Reason reason : Reason.values()) {
			// Registered at the start, so that the first refusal is an increase.
			refusals(reason.word());
		}
	}

	/**
	 * A request was answered.
	 * @param route a known address, or {@link #NO_ROUTE}
	 */
	void answered(String route, int status, long nanos) {
		this.answers.computeIfAbsent(new Answer(route, status), this::timer).record(Duration.ofNanos(nanos));
	}

	/**
	 * A request was refused.
	 * @param reason one of a fixed set
	 */
	public void refused(String reason) {
		refusals(reason).increment();
	}

	private Timer timer(Answer answer) {
		return this.registry.timer("letterbox.requests", "route", answer.route(), "status",
				String.valueOf(answer.status()));
	}

	private Counter refusals(String reason) {
		return this.refusals.computeIfAbsent(reason,
				(word) -> this.registry.counter("letterbox.refusals", "reason", word));
	}

	private record Answer(String route, int status) {

	}

}
