package dev.letterbox.embeddedstore.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.letterbox.embeddedstore.collection.InsertResult;
import dev.letterbox.embeddedstore.collection.Insertion;
import dev.letterbox.embeddedstore.collection.StoreCollection;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.index.StoredIndex;
import dev.letterbox.embeddedstore.query.FindCursor;
import dev.letterbox.embeddedstore.storage.Catalog;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import dev.letterbox.embeddedstore.storage.StoreException;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A database. It implements the commands that the library answers incorrectly or slowly,
 * and serializes the commands that create or drop collections and indexes.
 */
final class StoreDatabase extends AbstractMongoDatabase<Bytes> {

	private static final List<String> UNSUPPORTED = List.of("partialFilterExpression", "expireAfterSeconds",
			"collation");

	private final RocksStorage storage;

	private final Catalog catalog;

	private final StoreMemory memory;

	StoreDatabase(String name, CursorRegistry cursors, RocksStorage storage, Catalog catalog, StoreMemory memory) {
		super(name, cursors);
		this.storage = storage;
		this.catalog = catalog;
		this.memory = memory;
		initializeNamespacesAndIndexes();
	}

	@Override
	public Document handleCommand(Channel channel, String command, Document query, DatabaseResolver databaseResolver,
			Oplog oplog) {
		return switch (command) {
			case "find" -> find(query);
			case "insert" -> insert(query);
			case "explain" -> explain(query);
			case "dropIndexes", "deleteIndexes" -> dropIndexes(command, query);
			case "create", "createIndexes", "drop" -> {
				synchronized (this) {
					yield super.handleCommand(channel, command, query, databaseResolver, oplog);
				}
			}
			default -> super.handleCommand(channel, command, query, databaseResolver, oplog);
		};
	}

	private Document find(Document command) {
		StoreCollection collection = (StoreCollection) resolveCollection((String) command.get("find"), false);
		return FindCommand.of(command)
			.reply(getDatabaseName(), collection, this.cursorRegistry, this.memory.batchBytes());
	}

	/**
	 * Answers a find without waiting for the disk or for any lock, or returns null.
	 */
	@Nullable Document findInMemory(Document command) {
		StoreCollection collection = (StoreCollection) resolveCollection((String) command.get("find"), false);
		return (collection != null)
				? FindCommand.of(command).replyFromMemory(getDatabaseName(), collection, this.memory.batchBytes())
				: null;
	}

	private Document insert(Document command) {
		InsertCommand insert = InsertCommand.of(command);
		StoreCollection collection = (StoreCollection) resolveOrCreateCollection(insert.collection());
		return InsertCommand.reply(collection.insert(insert.documents(), insert.ordered()));
	}

	/**
	 * Executes an insert on a worker thread, if the collection exists, else returns
	 * false.
	 * @param bytes the size of the command
	 */
	boolean insertLater(Document command, int bytes, Executor workers,
			BiConsumer<@Nullable InsertResult, @Nullable RuntimeException> done) {
		InsertCommand insert = InsertCommand.of(command);
		StoreCollection collection = (StoreCollection) resolveCollection(insert.collection(), false);
		if (collection != null) {
			collection.insertLater(new Insertion(insert.documents(), insert.ordered(), bytes, done), workers);
		}
		return collection != null;
	}

	// The library drops indexes of this name, or all indexes, of every collection.
	private synchronized Document dropIndexes(String command, Document query) {
		StoreCollection collection = (StoreCollection) resolveCollection(String.valueOf(query.get(command)), true);
		Object wanted = query.get("index");
		List<String> names = collection.indexes()
			.stream()
			.filter((index) -> !index.isPrimary())
			.filter((index) -> "*".equals(wanted) || index.getName().equals(wanted)
					|| (wanted instanceof Collection<?> several && several.contains(index.getName()))
					|| (wanted instanceof Document pattern && pattern.toString().equals(index.pattern().toString())))
			.map(StoredIndex::getName)
			.toList();
		if (names.isEmpty() && !"*".equals(wanted)) {
			throw new MongoServerError(27, "IndexNotFound", "index not found with name [" + wanted + "]");
		}
		for (String name : names) {
			collection.dropIndex(name);
			getOrCreateIndexesCollection()
				.deleteDocuments(new Document("ns", collection.getFullName()).append("name", name), 0);
		}
		Document reply = new Document();
		Utils.markOkay(reply);
		return reply;
	}

	@Override
	protected void addIndex(Document description) {
		if (description.get("key") instanceof Document keys && keys.entrySet()
			.stream()
			.anyMatch((key) -> key.getKey().contains("$") || !(key.getValue() instanceof Number direction)
					|| Math.abs(direction.doubleValue()) != 1)) {
			throw StoreException.refused("Only ascending and descending indexes are supported");
		}
		for (String option : UNSUPPORTED) {
			if (description.containsKey(option)) {
				throw StoreException.refused("Indexes with " + option + " are not supported");
			}
		}
		super.addIndex(description);
	}

	private Document explain(Document command) {
		if (!(command.get("explain") instanceof Document find) || !find.containsKey("find")) {
			throw new MongoServerError(115, "CommandNotSupported", "Explain supports only find");
		}
		Document reply = new Document();
		StoreCollection collection = (StoreCollection) resolveCollection((String) find.get("find"), false);
		if (collection != null) {
			FindCursor cursor = FindCommand.of(find).open(collection);
			int returned = 0;
			while (cursor.hasNext()) {
				cursor.next();
				returned++;
			}
			reply.put("queryPlanner", new Document("winningPlan", cursor.plan().describe()));
			reply.put("executionStats",
					new Document("executionSuccess", true).append("nReturned", returned)
						.append("totalKeysExamined", cursor.scan().keysExamined())
						.append("totalDocsExamined", cursor.scan().documentsExamined()));
		}
		Utils.markOkay(reply);
		return reply;
	}

	@Override
	protected MongoCollection<Bytes> resolveOrCreateCollection(String collectionName) {
		MongoCollection<Bytes> collection = resolveCollection(collectionName, false);
		if (collection != null) {
			return collection;
		}
		synchronized (this) {
			return super.resolveOrCreateCollection(collectionName);
		}
	}

	@Override
	protected MongoCollection<Bytes> openOrCreateCollection(String collectionName, CollectionOptions options) {
		return new StoreCollection(this, collectionName, options, this.cursorRegistry, this.storage, this.catalog);
	}

	@Override
	protected Index<Bytes> openOrCreateUniqueIndex(String collectionName, String indexName, List<IndexKey> keys,
			boolean sparse) {
		return make(collectionName, indexName, keys, true, sparse);
	}

	@Override
	protected Index<Bytes> openOrCreateSecondaryIndex(String collectionName, String indexName, List<IndexKey> keys,
			boolean sparse) {
		return make(collectionName, indexName, keys, false, sparse);
	}

	private Index<Bytes> make(String collectionName, String indexName, List<IndexKey> keys, boolean unique,
			boolean sparse) {
		StoreCollection collection = (StoreCollection) resolveCollection(collectionName, true);
		return collection.makeIndex(indexName, keys, unique, sparse);
	}

	@Override
	public synchronized void moveCollection(MongoDatabase oldDatabase, MongoCollection<?> collection,
			String newCollectionName) {
		super.moveCollection(oldDatabase, collection, newCollectionName);
	}

	@Override
	public synchronized void drop(Oplog oplog) {
		List<String> names = new ArrayList<>();
		resolveCollection("system.namespaces", true).queryAll()
			.forEach((namespace) -> names
				.add(String.valueOf(namespace.get("name")).substring(getDatabaseName().length() + 1)));
		names.forEach((name) -> dropCollection(name, oplog));
	}

	@Override
	public boolean isEmpty() {
		return resolveCollection("system.namespaces", true).isEmpty();
	}

	@Override
	protected long getFileSize() {
		return 0;
	}

	@Override
	protected long getStorageSize() {
		return 0;
	}

}
