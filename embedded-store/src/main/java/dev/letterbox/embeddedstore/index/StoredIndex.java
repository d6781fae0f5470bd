package dev.letterbox.embeddedstore.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import dev.letterbox.embeddedstore.encoding.BsonCodec;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import dev.letterbox.embeddedstore.storage.Catalog;
import org.jspecify.annotations.Nullable;

/**
 * An index of a collection: a keyspace with one key per document, or several if an
 * indexed field is an array. The index on {@code _id} has no separate keyspace: the
 * documents are stored in its order.
 */
public final class StoredIndex extends Index<Bytes> {

	public static final String PRIMARY = "_id_";

	private final MongoCollection<Bytes> collection;

	private final DocumentKeys documentKeys;

	private final boolean unique;

	private volatile Catalog.Entry entry;

	public StoredIndex(MongoCollection<Bytes> collection, DocumentKeys documentKeys, String name, List<IndexKey> keys,
			boolean unique, boolean sparse, Catalog.Entry entry) {
		super(name, keys, sparse);
		this.collection = collection;
		this.documentKeys = documentKeys;
		this.unique = unique;
		this.entry = entry;
	}

	public Catalog.Entry entry() {
		return this.entry;
	}

	public void entry(Catalog.Entry entry) {
		this.entry = entry;
	}

	/**
	 * Returns the keys under which the documents of the collection are stored.
	 */
	public DocumentKeys documentKeys() {
		return this.documentKeys;
	}

	public boolean isPrimary() {
		return getName().equals(PRIMARY);
	}

	/**
	 * Returns whether a scan of this index visits every document exactly once.
	 */
	public boolean isScannable() {
		return !isSparse() && !this.entry.multikey();
	}

	/**
	 * Returns the values of a document in this index: one, or one per array element.
	 */
	public List<KeyValue> keyValues(Document document) {
		List<@Nullable Object> values = new ArrayList<>();
		boolean arrays = false;
		boolean present = false;
		for (IndexKey key : getKeys()) {
			Object value = Utils.getSubdocumentValueCollectionAware(document, key.getKey());
			arrays |= value instanceof Collection;
			present |= !(value instanceof Missing);
			values.add((value instanceof Missing) ? null : value);
		}
		if (isSparse() && !present) {
			return List.of();
		}
		return arrays ? List.copyOf(getKeyValues(document)) : List.of(new KeyValue(values));
	}

	public boolean hasArray(Document document) {
		return getKeys().stream()
			.anyMatch((key) -> Utils.getSubdocumentValueCollectionAware(document, key.getKey()) instanceof Collection);
	}

	/**
	 * Returns the key of an index entry; in an index that is not unique it ends with the
	 * record id.
	 */
	public Bytes key(KeyValue row, Bytes recordId) {
		KeyEncoder key = new KeyEncoder().int32(this.entry.keyspace());
		for (int i = 0; i < getKeys().size(); i++) {
			key.value(row.get(i), getKeys().get(i).isAscending());
		}
		return this.unique ? key.toBytes() : key.raw(recordId).toBytes();
	}

	/**
	 * Returns the value of the entry that a document has in this index.
	 * @param bson the document, if it may be copied into the entry
	 */
	public Bytes value(Bytes recordId, @Nullable Bytes bson) {
		return EntryValue.of(recordId, this.unique ? bson : null);
	}

	/**
	 * Returns the record id of the document that has an entry with this value.
	 */
	public Bytes recordId(Bytes value) {
		Bytes bson = EntryValue.document(value);
		return (bson != null) ? this.documentKeys.recordId(BsonCodec.decode(bson)) : value;
	}

	public DuplicateKeyError duplicateKeyError(KeyValue row) {
		StringJoiner values = new StringJoiner(", ", "{ ", " }");
		for (int i = 0; i < row.size(); i++) {
			values.add(getKeys().get(i).getKey() + ": " + switch (row.get(i)) {
				case ObjectId id -> "ObjectId('" + id.getHexData() + "')";
				case BinData binary -> "BinData(0, " + HexFormat.of().withUpperCase().formatHex(binary.getData()) + ")";
				case Object value -> Json.toCompactJsonValue(value);
				case null -> "null";
			});
		}
		return new DuplicateKeyError(this.collection, getName() + " dup key: " + values);
	}

	/**
	 * Returns the key pattern of this index: its fields and directions.
	 */
	public Document pattern() {
		Document pattern = new Document();
		getKeys().forEach((key) -> pattern.put(key.getKey(), key.isAscending() ? 1 : -1));
		return pattern;
	}

	@Override
	public boolean isUnique() {
		return this.unique;
	}

	@Override
	public boolean isSparse() {
		return super.isSparse();
	}

	@Override
	public boolean hasSameOptions(Index<?> other) {
		return super.hasSameOptions(other) && this.unique == other.isUnique()
				&& getKeys().toString().equals(other.getKeys().toString());
	}

	@Override
	public Bytes getPosition(Document document) {
		return this.documentKeys.recordId(document);
	}

	@Override
	public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Bytes> unused) {
		// checked with the write
	}

	@Override
	public long getCount() {
		return this.collection.count();
	}

	@Override
	public long getDataSize() {
		return 0;
	}

	@Override
	public void drop() {
		// done by the collection
	}

	// The collection writes the entries of all its indexes in the batch of the document,
	// and plans its queries without the library, so the following methods do nothing or
	// are never called.

	@Override
	public void updateInPlace(Document oldDocument, Document newDocument, Bytes recordId,
			MongoCollection<Bytes> unused) {
		// written with the document
	}

	@Override
	public void checkAdd(Document document, MongoCollection<Bytes> unused) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void add(Document document, Bytes recordId, MongoCollection<Bytes> unused) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Bytes remove(Document document) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean canHandle(Document query) {
		return false;
	}

	@Override
	public Iterable<Bytes> getPositions(Document query) {
		throw new UnsupportedOperationException();
	}

}
