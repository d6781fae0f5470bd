package dev.letterbox.embeddedstore.server;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import dev.letterbox.embeddedstore.storage.Catalog;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the commands of clients on RocksDB.
 */
public final class StoreBackend extends AbstractMongoBackend {

	private static final int MAX_DOCUMENT = 16 << 20;

	private static final int MAX_MESSAGE = 48_000_000;

	private static final int MAX_BATCH = 100_000;

	private static final int MAX_SHARED_INSERT = 1 << 20;

	private static final Logger LOG = LoggerFactory.getLogger(StoreBackend.class);

	private final RocksStorage storage;

	private final Catalog catalog;

	private final StoreMemory memory;

	private final Map<String, StoreDatabase> opened = new ConcurrentHashMap<>();

	public StoreBackend(RocksStorage storage, StoreMemory memory) {
		this.storage = storage;
		this.memory = memory;
		this.catalog = new Catalog(storage);
		version(Version.MONGO_6_0);
		persisted().forEach(this::resolveDatabase);
	}

	@Override
	public Document handleMessage(MongoMessage message) {
		try {
			return super.handleMessage(message);
		}
		catch (RuntimeException ex) {
			return refusal(message, ex);
		}
	}

	/**
	 * Answers a short find whose matches are all in memory; returns null for all other
	 * commands, and for those that fail. Does not wait for the disk or for locks.
	 */
	@Nullable Document answerFromMemory(MongoMessage message) {
		StoreDatabase database = this.opened.get(message.getDatabaseName());
		if (database == null || !name(message).equals("find")) {
			return null;
		}
		try {
			return this.storage.use(() -> Optional.ofNullable(database.findInMemory(message.getDocument())))
				.orElse(null);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Executes an insert on a worker thread, together with others that wait; returns
	 * false for all other commands, for large inserts, and for those that fail.
	 * @param reply called with the reply when the documents are on disk
	 */
	boolean insertLater(MongoMessage message, Executor workers, Consumer<Document> reply) {
		StoreDatabase database = this.opened.get(message.getDatabaseName());
		int bytes = message.getHeader().getTotalLength();
		if (database == null || bytes > MAX_SHARED_INSERT || !name(message).equals("insert")) {
			return false;
		}
		try {
			return database.insertLater(message.getDocument(), bytes, workers, (result, failure) -> reply
				.accept((result != null) ? InsertCommand.reply(result) : refusal(message, failure)));
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static String name(MongoMessage message) {
		return message.getDocument().keySet().iterator().next();
	}

	private static Document refusal(MongoMessage message, @Nullable RuntimeException failure) {
		return switch (failure) {
			case MongoServerError error -> refusal(error.getMessageWithoutErrorCode()).append("code", error.getCode())
				.append("codeName", error.getCodeName());
			case MongoServerException exception -> refusal(exception.getMessageWithoutErrorCode());
			case null, default -> {
				LOG.error("The command {} failed", name(message), failure);
				yield refusal("The store failed: " + failure).append("code", 1).append("codeName", "InternalError");
			}
		};
	}

	private static Document refusal(String message) {
		return new Document("ok", 0.0).append("errmsg", message);
	}

	@Override
	public QueryResult handleQuery(MongoQuery query) {
		return this.storage.use(() -> super.handleQuery(query));
	}

	@Override
	public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
		return switch (command.toLowerCase(Locale.ROOT)) {
			case "hello", "ismaster" -> hello();
			default -> this.storage.use(() -> super.handleCommand(channel, databaseName, command, query));
		};
	}

	// The library has no hello command and answers isMaster with an old wire version that
	// drivers are phasing out. The reply has no setName and no session timeout:
	// this is a standalone server.
	private Document hello() {
		Document reply = new Document("helloOk", true).append("isWritablePrimary", true)
			.append("ismaster", true)
			.append("maxBsonObjectSize", MAX_DOCUMENT)
			.append("maxMessageSizeBytes", MAX_MESSAGE)
			.append("maxWriteBatchSize", MAX_BATCH)
			.append("localTime", Instant.now(getClock()))
			.append("minWireVersion", 0)
			.append("maxWireVersion", Version.MONGO_6_0.getWireVersion())
			.append("readOnly", false);
		Utils.markOkay(reply);
		return reply;
	}

	@Override
	protected MongoDatabase openOrCreateDatabase(String databaseName) {
		StoreDatabase database = new StoreDatabase(databaseName, getCursorRegistry(), this.storage, this.catalog,
				this.memory);
		this.opened.put(databaseName, database);
		return database;
	}

	@Override
	protected Set<String> listDatabaseNames() {
		Set<String> names = persisted();
		names.removeIf((name) -> resolveDatabase(name).isEmpty());
		return names;
	}

	@Override
	public void dropDatabase(String databaseName) {
		resolveDatabase(databaseName).drop(this.oplog);
	}

	private Set<String> persisted() {
		Set<String> names = new TreeSet<>();
		this.catalog.names()
			.stream()
			.filter((name) -> name.startsWith("."))
			.forEach((name) -> names.add(name.substring(1, name.indexOf('.', 1))));
		return names;
	}

	/**
	 * The MongoDB version whose wire protocol is implemented.
	 */
	private enum Version implements MongoVersion {

		MONGO_6_0;

		@Override
		public List<Integer> getVersionArray() {
			return List.of(6, 0, 0);
		}

		@Override
		public int getWireVersion() {
			return 17;
		}

	}

}
