package dev.letterbox.apigateway.ejection;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Ejects replicas at which several requests in a row have failed, but never the last one
 * (outlier ejection, as in Envoy). In contrast to the circuit breaker around all
 * replicas, it concerns one replica, and its requests go to others.
 */
@Component
public class Ejections {

	private static final Logger log = LoggerFactory.getLogger(Ejections.class);

	private final EjectionSettings settings;

	private final LongSupplier nanoTime;

	private final Counter counter;

	private final Map<String, ReplicaHealth> replicas = new ConcurrentHashMap<>();

	@Autowired
	Ejections(EjectionSettings settings, MeterRegistry registry) {
		this(settings, registry, System::nanoTime);
	}

	/**
	 * Creates an instance with a clock.
	 * @param nanoTime a clock such as {@link System#nanoTime()}
	 */
	public Ejections(EjectionSettings settings, MeterRegistry registry, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
		this.counter = registry.counter("letterbox.gateway.ejections");
		registry.gauge("letterbox.gateway.ejected", this.replicas, Ejections::ejected);
	}

	/**
	 * Returns the health of a replica.
	 * @param replica its instance id
	 */
	public ReplicaHealth of(String replica) {
		return this.replicas.computeIfAbsent(replica, (id) -> new ReplicaHealth(this.settings, this.nanoTime));
	}

	/**
	 * Returns whether a replica is ejected.
	 * @param replica its instance id
	 */
	public boolean isEjected(String replica) {
		@Nullable ReplicaHealth health = this.replicas.get(replica);
		return health != null && health.isEjected();
	}

	/**
	 * Forgets the replicas that are not listed.
	 */
	public void retain(Collection<String> ids) {
		this.replicas.keySet().retainAll(ids);
	}

	/**
	 * Records that a replica accepted no connection, broke it, or did not respond in
	 * time, and ejects it if that happened too often and another replica is left.
	 */
	public void failed(String id, ReplicaHealth replica) {
		Duration time = replica.failed(isAnotherLeft(replica));
		if (time.isPositive()) {
			this.counter.increment();
			log.warn("{} does not answer and gets no requests for {} ms", id, time.toMillis());
		}
	}

	private boolean isAnotherLeft(ReplicaHealth replica) {
		for (ReplicaHealth other : this.replicas.values()) {
			if (other != replica && !other.isEjected()) {
				return true;
			}
		}
		return false;
	}

	private static double ejected(Map<String, ReplicaHealth> replicas) {
		return replicas.values().stream().filter(ReplicaHealth::isEjected).count();
	}

}
