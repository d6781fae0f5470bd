package dev.letterbox.messageservice.message;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.stereotype.Component;

/**
 * Sees to the indexes before the replica says that it is ready; waits for the store as
 * long as it takes.
 * <p>
 * Left out, since no query asks for them and each costs every send a write: sender, text,
 * {@code send_time} alone, and one for idempotency keys ({@code _id} is that).
 */
@Component
class MessageIndexes implements ApplicationRunner {

	/**
	 * Serves every page, the tip, and as a unique index is the arbiter between replicas.
	 */
	static final String CHAT_POSITION = "chat_position";

	/**
	 * Serves {@code since}. A second may hold any number of messages: position behind
	 * send_time makes the first of them the first key.
	 */
	static final String CHAT_SEND_TIME = "chat_send_time";

	private static final Logger log = LoggerFactory.getLogger(MessageIndexes.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final MongoOperations mongo;

	MessageIndexes(MongoOperations mongo) {
		this.mongo = mongo;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		while (!created()) {
			Thread.sleep(PAUSE);
		}
	}

	private boolean created() {
		try {
			var indexes = this.mongo.indexOps(MessageStore.COLLECTION);
			indexes.createIndex(new Index().on("chat", Sort.Direction.ASC)
				.on("position", Sort.Direction.ASC)
				.unique()
				.named(CHAT_POSITION));
			indexes.createIndex(new Index().on("chat", Sort.Direction.ASC)
				.on("send_time", Sort.Direction.ASC)
				.on("position", Sort.Direction.ASC)
				.named(CHAT_SEND_TIME));
			return true;
		}
		catch (RuntimeException ex) {
			log.warn("waiting for the store: {}", ex.getMessage());
			return false;
		}
	}

}
