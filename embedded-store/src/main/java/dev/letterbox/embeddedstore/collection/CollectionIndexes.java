package dev.letterbox.embeddedstore.collection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.exception.IndexKeySpecsConflictException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.letterbox.embeddedstore.encoding.BsonCodec;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.index.DocumentKeys;
import dev.letterbox.embeddedstore.index.IndexEntry;
import dev.letterbox.embeddedstore.index.StoredIndex;
import dev.letterbox.embeddedstore.query.IndexScan;
import dev.letterbox.embeddedstore.query.Match;
import dev.letterbox.embeddedstore.query.QueryPlan;
import dev.letterbox.embeddedstore.storage.Catalog;
import dev.letterbox.embeddedstore.storage.PendingWrites;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a collection, and the index entries of its documents.
 */
final class CollectionIndexes {

	private static final int CHUNK = 1000;

	private static final long CHUNK_BYTES = 4L << 20;

	private final MongoCollection<Bytes> collection;

	private final RocksStorage storage;

	private final Catalog catalog;

	private final StoredIndex primary;

	private final List<StoredIndex> secondaries = new CopyOnWriteArrayList<>();

	private boolean primaryDeclared;

	CollectionIndexes(MongoCollection<Bytes> collection, RocksStorage storage, Catalog catalog,
			@Nullable String idField) {
		this.collection = collection;
		this.storage = storage;
		this.catalog = catalog;
		Catalog.Entry entry = catalog.open(Catalog.collection(collection.getFullName()));
		DocumentKeys documentKeys = new DocumentKeys(entry.keyspace(), idField);
		this.primary = new StoredIndex(collection, documentKeys, StoredIndex.PRIMARY,
				List.of(new IndexKey(Objects.requireNonNullElse(idField, "_id"), true)), true, false, entry);
	}

	DocumentKeys documentKeys() {
		return this.primary.documentKeys();
	}

	int keyspace() {
		return this.primary.entry().keyspace();
	}

	StoredIndex primary() {
		return this.primary;
	}

	/**
	 * Returns all indexes, the one on {@code _id} first.
	 */
	List<StoredIndex> all() {
		List<StoredIndex> all = new ArrayList<>();
		all.add(this.primary);
		all.addAll(this.secondaries);
		return all;
	}

	/**
	 * Creates an index, which {@link #add} then builds and activates.
	 */
	StoredIndex make(String name, List<IndexKey> keys, boolean unique, boolean sparse) {
		if (name.equals(StoredIndex.PRIMARY)) {
			return this.primary;
		}
		// With other options than the index of this name it is refused by add, and must
		// leave no entry in the catalog.
		Catalog.Entry entry = this.secondaries.stream()
			.filter((index) -> index.getName().equals(name))
			.map(StoredIndex::entry)
			.findFirst()
			.orElseGet(() -> unique ? this.catalog.openUniqueIndex(keyspace(), name)
					: this.catalog.open(Catalog.index(keyspace(), name)));
		return new StoredIndex(this.collection, documentKeys(), name, keys, unique, sparse, entry);
	}

	/**
	 * Returns the document itself, then its index entries.
	 */
	List<IndexEntry> entries(Document document) {
		Bytes recordId = documentKeys().recordId(document);
		List<IndexEntry> entries = new ArrayList<>();
		KeyValue id = new KeyValue(document.get(this.primary.getKeys().getFirst().getKey()));
		Bytes bson = BsonCodec.encode(document);
		entries.add(new IndexEntry(this.primary, id, documentKeys().key(recordId), bson));
		for (StoredIndex index : this.secondaries) {
			entries.addAll(entries(index, document, recordId, bson));
		}
		return entries;
	}

	/**
	 * Activates an index; it is built from the existing documents first.
	 * @return false if the index already exists
	 */
	boolean add(StoredIndex index) {
		if (index.isPrimary()) {
			boolean first = !this.primaryDeclared;
			this.primaryDeclared = true;
			return first;
		}
		for (StoredIndex other : this.secondaries) {
			if (other.getName().equals(index.getName())) {
				if (!other.hasSameOptions(index)) {
					throw new IndexKeySpecsConflictException(index, other);
				}
				return false;
			}
		}
		if (!index.entry().built()) {
			build(index);
		}
		this.secondaries.add(index);
		return true;
	}

	/**
	 * Drops a secondary index with its keys.
	 */
	void drop(String name) {
		this.secondaries.stream().filter((index) -> index.getName().equals(name)).findFirst().ifPresent((index) -> {
			this.catalog.drop(catalogName(index));
			this.secondaries.remove(index);
		});
	}

	/**
	 * Marks the indexes in which a document has several keys as multikey, before the
	 * document is written. Query plans use multikey indexes only to look up one element.
	 */
	void markMultikey(Document document) {
		for (StoredIndex index : this.secondaries) {
			if (!index.entry().multikey() && index.hasArray(document)) {
				index.entry(this.catalog.put(catalogName(index),
						new Catalog.Entry(index.entry().keyspace(), index.entry().built(), true)));
			}
		}
	}

	private static Set<IndexEntry> entries(StoredIndex index, Document document, Bytes recordId, Bytes bson) {
		Set<IndexEntry> entries = new LinkedHashSet<>();
		List<KeyValue> rows = index.keyValues(document);
		Bytes value = index.value(recordId, (rows.size() == 1) ? bson : null);
		for (KeyValue row : rows) {
			entries.add(new IndexEntry(index, row, index.key(row, recordId), value));
		}
		return entries;
	}

	private void build(StoredIndex index) {
		this.catalog.clear(index.entry().keyspace());
		IndexScan scan = new IndexScan(this.storage.reader(), QueryPlan.scan(this.primary), (document) -> true, 0, 0);
		boolean multikey = false;
		try {
			while (!scan.isDone()) {
				PendingWrites changes = new PendingWrites(this.storage);
				for (Match found : scan.step(CHUNK, CHUNK_BYTES)) {
					multikey |= index.hasArray(found.document());
					fill(index, found, changes);
				}
				changes.commit(keyspace());
			}
		}
		catch (MongoServerError ex) {
			this.catalog.drop(catalogName(index));
			throw new IndexBuildFailedException(ex, this.collection);
		}
		index.entry(this.catalog.put(catalogName(index), new Catalog.Entry(index.entry().keyspace(), true, multikey)));
	}

	private void fill(StoredIndex index, Match found, PendingWrites changes) {
		Bytes recordId = documentKeys().recordId(found.document());
		for (IndexEntry entry : entries(index, found.document(), recordId, found.bson())) {
			Bytes holder = entry.isUnique() ? changes.get(entry.key()) : null;
			if (holder != null && !recordId.equals(index.recordId(holder))) {
				throw index.duplicateKeyError(entry.keyValue());
			}
			changes.put(entry.key(), entry.value());
		}
	}

	private String catalogName(StoredIndex index) {
		return index.isUnique() ? Catalog.uniqueIndex(keyspace(), index.getName())
				: Catalog.index(keyspace(), index.getName());
	}

}
