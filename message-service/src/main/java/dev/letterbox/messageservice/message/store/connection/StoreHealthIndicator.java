package dev.letterbox.messageservice.message.store.connection;

import com.mongodb.MongoException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * Reports whether this replica can read from the store: the primary answers within the
 * time of one operation, it has been confirmed within the lease, and the circuit breaker
 * for reads is not open. A failure is reported once it has lasted for some time, so that
 * a short one does not take all replicas out of rotation.
 * <p>
 * The circuit breaker for writes is only shown. A store that accepts no writes refuses
 * them for every replica, and pulls go on.
 */
@Component
class StoreHealthIndicator implements HealthIndicator {

	private static final Logger log = LoggerFactory.getLogger(StoreHealthIndicator.class);

	private final MongoOperations mongo;

	private final PrimaryLease lease;

	private final CircuitBreaker reads;

	private final CircuitBreaker writes;

	private final Hysteresis failure;

	private volatile boolean answers = true;

	StoreHealthIndicator(MongoOperations mongo, PrimaryLease lease, CircuitBreakerRegistry breakers,
			StoreSettings settings) {
		this.mongo = mongo;
		this.lease = lease;
		this.reads = breakers.circuitBreaker(StoreCircuit.READS);
		this.writes = breakers.circuitBreaker(StoreCircuit.WRITES);
		this.failure = new Hysteresis(settings.downAfter(), System::nanoTime);
	}

	@Override
	public Health health() {
		boolean answers = answers();
		boolean confirmed = !this.lease.isLapsed();
		boolean failed = !answers || !confirmed || this.reads.getState() == CircuitBreaker.State.OPEN;
		return (this.failure.failed(failed) ? Health.down() : Health.up())
			.withDetail("primary", !answers ? "unreachable" : confirmed ? "confirmed" : "unconfirmed")
			.withDetail("reads", this.reads.getState())
			.withDetail("writes", this.writes.getState())
			.build();
	}

	private boolean answers() {
		boolean before = this.answers;
		try {
			this.mongo.executeCommand(new Document("ping", 1));
			this.answers = true;
			// Called every second, so only changes are logged.
			if (!before) {
				log.info("the store answers again");
			}
		}
		catch (DataAccessException | MongoException ex) {
			this.answers = false;
			if (before) {
				log.warn("the store does not answer: {}", ex.getMessage());
			}
		}
		return this.answers;
	}

}
