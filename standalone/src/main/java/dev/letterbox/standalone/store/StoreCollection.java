package dev.letterbox.standalone.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.InvalidIdFieldError;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import org.jspecify.annotations.Nullable;

/**
 * A collection. Inserts run side by side and wait only for the disk and for inserts that
 * have a unique key in common with them; updates, deletes and changes of the indexes run
 * alone; reads wait for nobody.
 */
final class StoreCollection extends AbstractMongoCollection<Bytes> {

	private static final int CHUNK = 1000;

	private static final long CHUNK_BYTES = 4L << 20;

	private final Disk disk;

	private final Catalog catalog;

	private final CollectionIndexes indexes;

	private final KeyLocks keyLocks = new KeyLocks();

	private final ReentrantReadWriteLock writers = new ReentrantReadWriteLock(true);

	private @Nullable Changes changes;

	private boolean dropped;

	StoreCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors, Disk disk,
			Catalog catalog) {
		super(database, name, options, cursors);
		this.disk = disk;
		this.catalog = catalog;
		this.indexes = new CollectionIndexes(this, catalog, catalog.open(Catalog.collection(getFullName())),
				Objects.requireNonNullElse(options.getIdField(), "_id"));
	}

	Disk disk() {
		return this.disk;
	}

	CollectionIndexes indexes() {
		return this.indexes;
	}

	/**
	 * Returns the document's own key, without the keyspace: its {@code _id}, encoded.
	 */
	Bytes position(Document document) {
		String idField = getIdField();
		return KeyWriter.keyOf((idField != null) ? document.get(idField) : document);
	}

	@Nullable Bytes bson(Bytes position) {
		return this.disk.get(this.indexes.documentKey(position));
	}

	boolean matches(Document document, Document query) {
		return documentMatchesQuery(document, query);
	}

	/**
	 * Returns the document as it is stored: with an {@code _id}, as its first field.
	 */
	Document complete(Document document) {
		if (document.get("_id") instanceof Collection) {
			throw new InvalidIdFieldError("The '_id' value cannot be of type array");
		}
		if (!"_id".equals(getIdField()) || document.keySet().stream().findFirst().filter("_id"::equals).isPresent()) {
			return document;
		}
		Document complete = new Document("_id", document.containsKey("_id") ? document.get("_id") : new ObjectId());
		document.forEach(complete::putIfAbsent);
		return complete;
	}

	/**
	 * Inserts documents as one batch that is on disk when this returns.
	 */
	Insertion.Outcome insert(List<Document> documents, boolean ordered) {
		this.writers.readLock().lock();
		try {
			refuseIfDropped();
			Insertion insertion = new Insertion(this, documents);
			this.keyLocks.acquire(insertion.uniqueKeys());
			try {
				Changes inserts = new Changes(this.disk);
				Insertion.Outcome outcome = insertion.apply(inserts, ordered);
				documents.forEach(this.indexes::noteArrays);
				inserts.commit(this.indexes.keyspace());
				return outcome;
			}
			finally {
				this.keyLocks.release(insertion.uniqueKeys());
			}
		}
		finally {
			this.writers.readLock().unlock();
		}
	}

	/**
	 * Runs a change of documents alone, as one batch; what came before an error is kept,
	 * as MongoDB keeps it.
	 */
	<T> T alone(Supplier<T> work) {
		this.writers.writeLock().lock();
		try {
			refuseIfDropped();
			if (this.changes != null) {
				return work.get();
			}
			Changes mine = new Changes(this.disk);
			this.changes = mine;
			try {
				return work.get();
			}
			finally {
				this.changes = null;
				mine.commit(this.indexes.keyspace());
			}
		}
		finally {
			this.writers.writeLock().unlock();
		}
	}

	/**
	 * Opens a cursor on what a query matches.
	 */
	FindCursor find(Document query, @Nullable Document sort, int skip, int limit, @Nullable Document projection) {
		long id = this.cursorRegistry.generateCursorId();
		Plan plan = Plan.of(this.indexes.primary(), this.indexes.all(), query, sort);
		UnaryOperator<Document> project = (document) -> project(document, projection);
		if (plan.sorted()) {
			return new FindCursor(id, plan, new Walk(this, plan, query, skip, limit), new ArrayList<>(), project);
		}
		Walk walk = new Walk(this, plan, query, 0, 0);
		List<Bytes> sorted = new Sorter(Objects.requireNonNull(sort)).sort(walk, skip, limit);
		return new FindCursor(id, plan, walk, sorted, project);
	}

	void keep(FindCursor cursor) {
		this.cursorRegistry.add(cursor);
	}

	private Document project(Document document, @Nullable Document projection) {
		if (projection == null || projection.isEmpty()) {
			return document;
		}
		return matchDocumentsFromStream(new Document(), Stream.of(document), 0, 0, 0, null, projection)
			.collectDocuments()
			.getFirst();
	}

	// What the library asks for within a command. While documents change, the matches are
	// collected first, so that none is met twice.
	@Override
	protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int numberToSkip, int limit,
			int batchSize, @Nullable Document fieldSelector) {
		FindCursor cursor = find(query, orderBy, numberToSkip, limit, fieldSelector);
		if (this.writers.isWriteLockedByCurrentThread()) {
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
	public void addDocument(Document document) {
		Document complete = complete(document);
		document.putAll(complete);
		List<Document> errors = insert(List.of(complete), true).errors();
		if (!errors.isEmpty()) {
			Document error = errors.getFirst();
			throw new MongoServerError(((Integer) Objects.requireNonNull(error.get("code"))),
					(String) error.get("codeName"), (String) error.get("errmsg"));
		}
	}

	@Override
	public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
		return insert(documents, isOrdered).errors();
	}

	@Override
	public Document updateDocuments(Document selector, Document updateQuery, ArrayFilters arrayFilters, boolean isMulti,
			boolean isUpsert, Oplog oplog) {
		return alone(() -> super.updateDocuments(selector, updateQuery, arrayFilters, isMulti, isUpsert, oplog));
	}

	@Override
	public Document findAndModify(Document query) {
		return alone(() -> super.findAndModify(query));
	}

	@Override
	public int deleteDocuments(Document selector, int limit, Oplog oplog) {
		return alone(() -> {
			Plan plan = Plan.of(this.indexes.primary(), this.indexes.all(), selector, null);
			Walk walk = new Walk(this, plan, selector, 0, limit);
			int deleted = 0;
			while (!walk.isDone()) {
				List<Walk.Found> found = walk.step(CHUNK, CHUNK_BYTES);
				found.forEach((match) -> removeDocument(match.document()));
				deleted += found.size();
				Objects.requireNonNull(this.changes).commit(this.indexes.keyspace());
			}
			return deleted;
		});
	}

	@Override
	public void removeDocument(Document document) {
		alone(() -> {
			Changes current = Objects.requireNonNull(this.changes);
			List<Insertion.Write> writes = this.indexes.writes(document);
			writes.forEach((write) -> current.delete(write.key()));
			current.count(-1, -writes.getFirst().value().length());
			return true;
		});
	}

	@Override
	protected void handleUpdate(Bytes position, Document oldDocument, Document newDocument) {
		Changes current = Objects.requireNonNull(this.changes);
		List<Insertion.Write> before = this.indexes.writes(oldDocument);
		List<Insertion.Write> after = this.indexes.writes(newDocument);
		before.forEach((write) -> current.delete(write.key()));
		after.forEach((write) -> current.put(write.key(), write.value()));
		current.count(0, after.getFirst().value().length() - before.getFirst().value().length());
		this.indexes.noteArrays(newDocument);
	}

	/**
	 * Refuses an update that would give a document a unique key of another one.
	 */
	void checkUpdate(StoredIndex index, Document oldDocument, Document newDocument) {
		Bytes position = position(oldDocument);
		for (KeyValue row : index.rows(newDocument)) {
			Bytes holder = index.isUnique() && !index.isPrimary()
					? Objects.requireNonNull(this.changes).get(index.key(row, position)) : null;
			if (holder != null && !position.equals(holder)) {
				throw index.duplicate(row);
			}
		}
	}

	@Override
	public void addIndex(Index<Bytes> index) {
		this.writers.writeLock().lock();
		try {
			if (this.indexes.add((StoredIndex) index)) {
				getIndexes().add(index);
			}
		}
		finally {
			this.writers.writeLock().unlock();
		}
	}

	@Override
	public void dropIndex(String indexName) {
		this.writers.writeLock().lock();
		try {
			super.dropIndex(indexName);
			this.indexes.forget(indexName);
		}
		finally {
			this.writers.writeLock().unlock();
		}
	}

	@Override
	public void drop() {
		this.writers.writeLock().lock();
		try {
			this.dropped = true;
			this.catalog.drop(Catalog.collection(getFullName()));
		}
		finally {
			this.writers.writeLock().unlock();
		}
	}

	@Override
	public void renameTo(MongoDatabase newDatabase, String newCollectionName) {
		String oldName = getFullName();
		super.renameTo(newDatabase, newCollectionName);
		this.catalog.rename(Catalog.collection(oldName), Catalog.collection(getFullName()));
	}

	@Override
	public Stream<Document> queryAllAsStream() {
		return handleQueryAsStream(new Document());
	}

	@Override
	protected Stream<DocumentWithPosition<Bytes>> streamAllDocumentsWithPosition() {
		return queryAllAsStream().map((document) -> new DocumentWithPosition<>(document, position(document)));
	}

	@Override
	public int count() {
		return Math.toIntExact(counter('n'));
	}

	@Override
	protected int getDataSize() {
		return (int) Math.min(counter('b'), Integer.MAX_VALUE);
	}

	private long counter(char what) {
		return Changes.counted(this.disk.get(Catalog.counter(this.indexes.keyspace(), what)));
	}

	private void refuseIfDropped() {
		if (this.dropped) {
			throw StoreFailure.dropped(getFullName());
		}
	}

	// Documents and their keys are written together, by the methods above; these are the
	// library's separate steps and are not reached.

	@Override
	protected Document getDocument(Bytes position) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void updateDataSize(int sizeDelta) {
		// counted with each batch
	}

	@Override
	protected Bytes addDocumentInternal(Document document) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void removeDocument(Bytes position) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected boolean tracksDataSize() {
		return false;
	}

}
