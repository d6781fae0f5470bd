package dev.letterbox.embeddedstore.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.index.StoredIndex;
import dev.letterbox.embeddedstore.query.FindCursor;
import dev.letterbox.embeddedstore.query.TextComparisons;
import dev.letterbox.embeddedstore.storage.Catalog;
import dev.letterbox.embeddedstore.storage.PendingWrites;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import org.jspecify.annotations.Nullable;

/**
 * A collection: the documents in the order of their {@code _id}, and its indexes. Reads
 * do not wait for writes and see only data that is on disk.
 */
public final class StoreCollection extends AbstractMongoCollection<Bytes> {

	private final RocksStorage storage;

	private final Catalog catalog;

	private final CollectionIndexes indexes;

	private final CollectionWriter writer;

	private final InsertWriter inserts;

	private final InsertQueue queue;

	private final CollectionReader reader;

	public StoreCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors,
			RocksStorage storage, Catalog catalog) {
		super(database, name, options, cursors);
		this.storage = storage;
		this.catalog = catalog;
		this.indexes = new CollectionIndexes(this, storage, catalog, options.getIdField());
		this.writer = new CollectionWriter(this, storage, this.indexes);
		this.inserts = new InsertWriter(storage, this.indexes, this.writer);
		this.queue = new InsertQueue(this.inserts::insert);
		this.reader = new CollectionReader(storage, this.indexes, cursors, this::documentMatchesQuery, this::project);
	}

	/**
	 * Returns all indexes, the one on {@code _id} first.
	 */
	public List<StoredIndex> indexes() {
		return this.indexes.all();
	}

	/**
	 * Creates an index, which {@link #addIndex} then builds and activates.
	 */
	public StoredIndex makeIndex(String name, List<IndexKey> keys, boolean unique, boolean sparse) {
		return this.indexes.make(name, keys, unique, sparse);
	}

	/**
	 * Inserts documents as one batch; it is on disk when this method returns.
	 */
	public InsertResult insert(List<Document> documents, boolean ordered) {
		return this.inserts.insert(documents, ordered);
	}

	/**
	 * Inserts documents on a worker thread, together with all others that wait.
	 */
	public void insertLater(Insertion insertion, Executor workers) {
		this.queue.add(insertion, workers);
	}

	/**
	 * Opens a cursor on the matches of a query.
	 */
	public FindCursor find(Document query, @Nullable Document sort, int skip, int limit,
			@Nullable Document projection) {
		return this.reader.find(query, sort, skip, limit, projection);
	}

	/**
	 * Opens a cursor that reads only what is in memory, on the matches of a query that
	 * examines few keys; returns null for all others.
	 */
	public @Nullable FindCursor findInMemory(Document query, @Nullable Document sort, int skip, int limit,
			@Nullable Document projection) {
		return this.reader.findInMemory(query, sort, skip, limit, projection);
	}

	private Document project(Document document, Document projection) {
		return matchDocumentsFromStream(new Document(), Stream.of(document), 0, 0, 0, null, projection)
			.collectDocuments()
			.getFirst();
	}

	@Override
	protected boolean documentMatchesQuery(Document document, Document query) {
		return TextComparisons.match(document, query, (rest) -> super.documentMatchesQuery(document, rest));
	}

	// The library calls this within its own commands. For an update, all matches are
	// collected first, so that no document is updated twice.
	@Override
	protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int numberToSkip, int limit,
			int batchSize, @Nullable Document fieldSelector) {
		FindCursor cursor = find(query, orderBy, numberToSkip, Math.max(limit, 0), fieldSelector);
		if (this.writer.isExclusive()) {
			List<Document> all = new ArrayList<>();
			cursor.forEachRemaining(all::add);
			return new QueryResult(all);
		}
		return new QueryResult(() -> cursor);
	}

	@Override
	protected QueryResult matchDocuments(Document query, @Nullable Document orderBy, int numberToSkip,
			int numberToReturn, int batchSize, @Nullable Document fieldSelector) {
		return queryDocuments(query, orderBy, numberToSkip, numberToReturn, batchSize, fieldSelector);
	}

	@Override
	protected Stream<DocumentWithPosition<Bytes>> streamAllDocumentsWithPosition() {
		return queryAllAsStream()
			.map((document) -> new DocumentWithPosition<>(document, this.indexes.documentKeys().recordId(document)));
	}

	@Override
	public void addDocument(Document document) {
		document.putAll(InsertBatch.withId(document, getIdField()));
		MongoServerError failure = insert(List.of(document), true).failure();
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
		return insert(documents, isOrdered).errors();
	}

	@Override
	public Document updateDocuments(Document selector, Document updateQuery, ArrayFilters arrayFilters, boolean isMulti,
			boolean isUpsert, Oplog oplog) {
		return this.writer
			.exclusively(() -> super.updateDocuments(selector, updateQuery, arrayFilters, isMulti, isUpsert, oplog));
	}

	@Override
	public Document findAndModify(Document query) {
		return this.writer.exclusively(() -> super.findAndModify(query));
	}

	@Override
	public int deleteDocuments(Document selector, int limit, Oplog oplog) {
		return this.writer.delete(this.reader.scan(selector, limit));
	}

	@Override
	public void removeDocument(Document document) {
		this.writer.exclusively(() -> {
			this.writer.remove(document);
			return true;
		});
	}

	@Override
	protected void handleUpdate(Bytes recordId, Document oldDocument, Document newDocument) {
		this.writer.replace(oldDocument, newDocument);
	}

	@Override
	public void addIndex(Index<Bytes> index) {
		this.writer.exclusively(() -> this.indexes.add((StoredIndex) index) && getIndexes().add(index));
	}

	@Override
	public void dropIndex(String indexName) {
		this.writer.exclusively(() -> {
			super.dropIndex(indexName);
			this.indexes.drop(indexName);
			return true;
		});
	}

	@Override
	public void drop() {
		this.writer.exclusively(() -> {
			this.writer.drop();
			this.catalog.drop(Catalog.collection(getFullName()));
			return true;
		});
	}

	@Override
	public void renameTo(MongoDatabase newDatabase, String newCollectionName) {
		this.writer.exclusively(() -> {
			String oldName = getFullName();
			super.renameTo(newDatabase, newCollectionName);
			return this.catalog.rename(Catalog.collection(oldName), Catalog.collection(getFullName()));
		});
	}

	@Override
	public int count() {
		return Math.toIntExact(counter('n'));
	}

	@Override
	protected int getDataSize() {
		return Math.clamp(counter('b'), 0, Integer.MAX_VALUE);
	}

	private long counter(char what) {
		return PendingWrites.counted(this.storage.get(Catalog.counter(this.indexes.keyspace(), what)));
	}

	@Override
	protected boolean tracksDataSize() {
		return false;
	}

	@Override
	protected void updateDataSize(int sizeDelta) {
		throw new UnsupportedOperationException("Each write batch updates the data size");
	}

	@Override
	protected Document getDocument(Bytes recordId) {
		throw new UnsupportedOperationException("Documents are read by index scans");
	}

	@Override
	protected Bytes addDocumentInternal(Document document) {
		throw new UnsupportedOperationException("A document is written together with its index entries");
	}

	@Override
	protected void removeDocument(Bytes recordId) {
		throw new UnsupportedOperationException("A document is removed together with its index entries");
	}

}
