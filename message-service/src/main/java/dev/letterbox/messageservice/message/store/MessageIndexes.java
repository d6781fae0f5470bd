package dev.letterbox.messageservice.message.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.letterbox.messageservice.message.store.connection.UnusableStoreException;
import com.mongodb.CreateIndexCommitQuorum;
import com.mongodb.MongoServerException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/**
 * Creates the indexes before the replica is ready. Waits for the store without limit, and
 * ends the start if waiting can't help.
 * <p>
 * Left out, since no query asks for them and each costs every send a write: sender, text,
 * {@code send_time} alone, and one for idempotency keys ({@code _id} is that). Left out
 * on chats: where they end, which every send would have to write.
 */
@Component
class MessageIndexes implements ApplicationRunner {

	/**
	 * Serves every page and the tip. As a unique index it decides between replicas.
	 */
	static final String CHAT_POSITION = "chat_position";

	/**
	 * Serves {@code since}, of a chat and of several together. A second may hold any
	 * number of messages: position behind send_time makes the first of them the first
	 * key.
	 */
	static final String CHAT_SEND_TIME = "chat_send_time";

	/**
	 * Serves the list of a member's chats, in the order of their names: {@code members}
	 * is an array, so a chat has one key for each of its members.
	 */
	static final String MEMBERS_ID = "members_id";

	private static final List<NeededIndex> INDEXES = List.of(
			new NeededIndex(MessageCodec.COLLECTION,
					new IndexModel(Indexes.ascending("chat", "position"),
							new IndexOptions().unique(true).name(CHAT_POSITION))),
			new NeededIndex(MessageCodec.COLLECTION,
					new IndexModel(Indexes.ascending("chat", "send_time", "position"),
							new IndexOptions().name(CHAT_SEND_TIME))),
			new NeededIndex(ChatStore.COLLECTION,
					new IndexModel(Indexes.ascending("members", "_id"), new IndexOptions().name(MEMBERS_ID))));

	private static final Logger log = LoggerFactory.getLogger(MessageIndexes.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private final MongoOperations mongo;

	MessageIndexes(MongoOperations mongo) {
		this.mongo = mongo;
	}

	/**
	 * Returns when all indexes are there, on a majority.
	 * @throws UnusableStoreException if the store's content does not allow an index
	 */
	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		for (NeededIndex index : INDEXES) {
			while (!created(index)) {
				Thread.sleep(PAUSE);
			}
		}
	}

	private boolean created(NeededIndex index) throws InterruptedException {
		try {
			create(index);
			return true;
		}
		catch (MongoServerException ex) {
			String action = actionFor(ex.getCode(), index.collection());
			if (action != null) {
				throw new UnusableStoreException("The index " + index.name() + " of the collection "
						+ index.collection() + " can't be created: " + ex.getMessage(), action, ex);
			}
			log.warn("waiting for the store: {}", ex.getMessage());
			return false;
		}
		catch (RuntimeException ex) {
			log.warn("waiting for the store: {}", ex.getMessage());
			return false;
		}
	}

	/**
	 * Builds an index, for as long as the primary that was asked stays the primary.
	 * <p>
	 * The operation itself has no time limit: the driver would send its remaining time as
	 * {@code maxTimeMS}, and the server aborts a build that exceeds it. A primary that
	 * freezes would then never be noticed, because the driver does not interrupt a
	 * connection in use, so the primary is asked for its identity all the while. Asking
	 * again for an index that is being built joins that build.
	 */
	private void create(NeededIndex index) throws InterruptedException {
		Document hello = hello();
		CreateIndexOptions options = new CreateIndexOptions();
		if (hello.containsKey("setName") || "isdbgrid".equals(hello.get("msg"))) {
			// The default waits for every voting member, so without end while one is
			// down. A standalone server refuses the option.
			options.commitQuorum(CreateIndexCommitQuorum.MAJORITY);
		}
		MongoCollection<Document> collection = this.mongo.getCollection(index.collection())
			.withTimeout(0, TimeUnit.MILLISECONDS)
			// Without the unique index, after a failover took it back, two messages could
			// have one position.
			.withWriteConcern(WriteConcern.MAJORITY);
		FutureTask<List<String>> build = new FutureTask<>(
				() -> collection.createIndexes(List.of(index.model()), options));
		Thread.ofVirtual().name("index-build").start(build);
		try {
			boolean announced = false;
			while (!isDone(build)) {
				if (!identity(hello).equals(identity(hello()))) {
					log.warn("the primary changed while it built the index {}", index.name());
					return;
				}
				if (!announced) {
					log.info("building the index {}; the replica is not ready before it is there", index.name());
					announced = true;
				}
			}
		}
		finally {
			build.cancel(true);
		}
	}

	private static boolean isDone(FutureTask<?> build) throws InterruptedException {
		try {
			build.get(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * Asks the primary for its identity, by the command's old name, which every server
	 * knows.
	 */
	private Document hello() {
		return this.mongo.executeCommand(new Document("isMaster", 1));
	}

	/**
	 * Tells one term of one primary from another; the same for every answer of a mongos
	 * or a standalone server.
	 */
	private static List<@Nullable Object> identity(Document hello) {
		return Arrays.asList(hello.get("setName"), hello.get("me"), hello.get("electionId"));
	}

	/**
	 * What an operator has to do about a permanent refusal; null for any other refusal.
	 */
	private static @Nullable String actionFor(int code, String collection) {
		return switch (code) {
			case 85, 86 -> "Another index has this name or these keys, but is defined differently. Drop that index"
					+ " (db." + collection + ".dropIndex in mongosh) and start again.";
			case 11000 ->
				"Messages that Letterbox did not write hold a position of their chat twice, for instance after"
						+ " an import. Remove or renumber them and start again.";
			case 67, 72, 197 -> "The server does not accept this index on this collection. Compare the collection's"
					+ " options, and its shard key if it has one ({chat: 1}), with docs/mongodb.md.";
			default -> null;
		};
	}

	/**
	 * An index and the collection that needs it.
	 */
	private record NeededIndex(String collection, IndexModel model) {

		String name() {
			return String.valueOf(this.model.getOptions().getName());
		}

	}

}
