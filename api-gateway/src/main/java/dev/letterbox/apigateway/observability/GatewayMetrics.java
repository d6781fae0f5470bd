package dev.letterbox.apigateway.observability;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

/**
 * The gateway's timers and counters. Each meter is looked up once: a lookup in the
 * registry costs more than recording a value.
 */
@Component
public class GatewayMetrics {

	/** The route of a path that is not part of the API. */
	public static final String NO_ROUTE = "none";

	private final MeterRegistry registry;

	private final Map<Response, Timer> responses = new ConcurrentHashMap<>();

	GatewayMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Records a response at the moment when its head is sent.
	 * @param route a path of the API, or {@link #NO_ROUTE}
	 * @param nanos the time since the request's head was read
	 */
	public void recordResponse(String route, int status, long nanos) {
		this.responses.computeIfAbsent(new Response(route, status), this::timer).record(Duration.ofNanos(nanos));
	}

	/**
	 * Returns the counter of the gateway's own problem responses with one reason.
	 */
	public Counter refusals(String reason) {
		return this.registry.counter("letterbox.refusals", "reason", reason);
	}

	private Timer timer(Response response) {
		return this.registry.timer("letterbox.requests", "route", response.route(), "status",
				String.valueOf(response.status()));
	}

	private record Response(String route, int status) {

	}

}
