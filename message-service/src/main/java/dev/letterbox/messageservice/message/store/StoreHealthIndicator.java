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
 * Whether the primary of the store answers, within the time of one operation, and has not
 * failed to acknowledge writes for longer than a lease. It asks past the circuit breaker,
 * which opens at load too.
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
			// It is asked every second; what matters is the change.
			if (this.answers) {
				log.warn("the store does not answer: {}", ex.getMessage());
			}
			this.answers = false;
			return Health.down().build();
		}
	}

}
