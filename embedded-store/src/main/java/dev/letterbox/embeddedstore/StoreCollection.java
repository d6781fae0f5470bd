package dev.letterbox.embeddedstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import org.jspecify.annotations.Nullable;

/**
 * A collection: the documents in the order of their {@code _id}, and its indexes. Reads
 * wait for nobody, and see what is on disk.
 */
final class StoreCollection extends AbstractMongoCollection<Bytes> {

	private final Disk disk;

	private final Catalog catalog;

	private final CollectionIndexes indexes;

	private final CollectionWrites writes;

	StoreCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors, Disk disk,
			Catalog catalog) {
		super(database, name, options, cursors);
		this.disk = disk;
		this.catalog = catalog;
		this.indexes = new CollectionIndexes(this, catalog, catalog.open(Catalog.collection(getFullName())),
				Objects.requireNonNullElse(options.getIdField(), "_id"));
		this.writes = new CollectionWrites(this, this.indexes);
	}

	Disk disk() {
		return this.disk;
	}

	CollectionIndexes indexes() {
		return this.indexes;
	}

	CollectionWrites writes() {
		return this.writes;
	}

	/**
	 * Returns the document's own key, without the keyspace: its {@code _id}, encoded.
	 */
	Bytes position(Document document) {
		String idField = getIdField();
		return KeyWriter.keyOf((idField != null) ? document.get(idField) : document);
	}

	@Override
	protected @Nullable String getIdField() {
		return super.getIdField();
	}

	@Nullable Bytes bson(Bytes position) {
		return this.disk.get(this.indexes.documentKey(position));
	}

	boolean matches(Document document, Document query) {
		return documentMatchesQuery(document, query);
	}

	/**
	 * Opens a cursor on what a query matches.
	 */
	FindCursor find(Document query, @Nullable Document sort, int skip, int limit, @Nullable Document projection) {
		long id = this.cursorRegistry.generateCursorId();
		Plan plan = Plan.of(this.indexes, query, sort);
		UnaryOperator<Document> project = (document) -> project(document, projection);
		if (sort == null || plan.sorted()) {
			return new FindCursor(id, plan, new Walk(this, plan, query, skip, limit), new ArrayList<>(), project);
		}
		Walk walk = new Walk(this, plan, query, 0, 0);
		return new FindCursor(id, plan, walk, new Sorter(sort).sort(walk, skip, limit), project);
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
		FindCursor cursor = find(query, orderBy, numberToSkip, Math.max(limit, 0), fieldSelector);
		if (this.writes.isAlone()) {
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
		return queryAllAsStream().map((document) -> new DocumentWithPosition<>(document, position(document)));
	}

	@Override
	public void addDocument(Document document) {
		document.putAll(Insertion.complete(document, getIdField()));
		MongoServerError failure = this.writes.insert(List.of(document), true).failure();
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
		return this.writes.insert(documents, isOrdered).errors();
	}

	@Override
	public Document updateDocuments(Document selector, Document updateQuery, ArrayFilters arrayFilters, boolean isMulti,
			boolean isUpsert, Oplog oplog) {
		return this.writes
			.alone(() -> super.updateDocuments(selector, updateQuery, arrayFilters, isMulti, isUpsert, oplog));
	}

	@Override
	public Document findAndModify(Document query) {
		return this.writes.alone(() -> super.findAndModify(query));
	}

	@Override
	public int deleteDocuments(Document selector, int limit, Oplog oplog) {
		return this.writes.delete(new Walk(this, Plan.of(this.indexes, selector, null), selector, 0, limit));
	}

	@Override
	public void removeDocument(Document document) {
		this.writes.alone(() -> {
			this.writes.remove(document);
			return true;
		});
	}

	@Override
	protected void handleUpdate(Bytes position, Document oldDocument, Document newDocument) {
		this.writes.replace(oldDocument, newDocument);
	}

	@Override
	public void addIndex(Index<Bytes> index) {
		this.writes.alone(() -> this.indexes.add((StoredIndex) index) && getIndexes().add(index));
	}

	@Override
	public void dropIndex(String indexName) {
		this.writes.alone(() -> {
			super.dropIndex(indexName);
			return this.indexes.forget(indexName);
		});
	}

	@Override
	public void drop() {
		this.writes.alone(() -> {
			this.writes.drop();
			this.catalog.drop(Catalog.collection(getFullName()));
			return true;
		});
	}

	@Override
	public void renameTo(MongoDatabase newDatabase, String newCollectionName) {
		this.writes.alone(() -> {
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
		return Changes.counted(this.disk.get(Catalog.counter(this.indexes.keyspace(), what)));
	}

	@Override
	protected boolean tracksDataSize() {
		return false;
	}

	@Override
	protected void updateDataSize(int sizeDelta) {
		throw new UnsupportedOperationException("Sizes are counted with each batch");
	}

	@Override
	protected Document getDocument(Bytes position) {
		throw new UnsupportedOperationException("Documents are read by walks");
	}

	@Override
	protected Bytes addDocumentInternal(Document document) {
		throw new UnsupportedOperationException("A document is written with its keys");
	}

	@Override
	protected void removeDocument(Bytes position) {
		throw new UnsupportedOperationException("A document is removed with its keys");
	}

}
