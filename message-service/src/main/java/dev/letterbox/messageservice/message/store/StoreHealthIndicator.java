package dev.letterbox.messageservice.message.store;

import com.mongodb.MongoException;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * Reports whether the primary of the store answers within the time of one operation, and
 * has acknowledged a write within the lease. Bypasses the circuit breaker, which also
 * opens under load.
 */
@Component
class StoreHealthIndicator implements HealthIndicator {

	private static final Logger log = LoggerFactory.getLogger(StoreHealthIndicator.class);

	private final MongoOperations mongo;

	private final PrimaryLease lease;

	private volatile boolean answers = true;

	StoreHealthIndicator(MongoOperations mongo, PrimaryLease lease) {
		this.mongo = mongo;
		this.lease = lease;
	}

	@Override
	public Health health() {
		try {
			this.mongo.executeCommand(new Document("ping", 1));
			if (!this.answers) {
				log.info("the store answers again");
			}
			this.answers = true;
			return this.lease.isLapsed() ? Health.down().withDetail("primary", "unconfirmed").build()
					: Health.up().build();
		}
		catch (DataAccessException | MongoException ex) {
			// Called every second, so only changes are logged.
			if (this.answers) {
				log.warn("the store does not answer: {}", ex.getMessage());
			}
			this.answers = false;
			return Health.down().build();
		}
	}

}
