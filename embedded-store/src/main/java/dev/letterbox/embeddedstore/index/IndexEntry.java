package dev.letterbox.embeddedstore.index;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.letterbox.embeddedstore.encoding.Bytes;

/**
 * One key-value pair that a document has in RocksDB: the document itself, or its entry in
 * an index.
 *
 * @param index the index; for the document itself, the index on {@code _id}
 * @param keyValue the indexed values
 * @param key the key in RocksDB
 * @param value the BSON of the document, or an {@link EntryValue}
 */
public record IndexEntry(StoredIndex index, KeyValue keyValue, Bytes key, Bytes value) {

	public boolean isUnique() {
		return this.index.isUnique();
	}

	/**
	 * Returns the error of a document whose key is already in the index.
	 */
	public MongoServerError duplicateKeyError() {
		return this.index.duplicateKeyError(this.keyValue);
	}

	/**
	 * Returns the indexed values by field, as in {@code keyValue} of a write error.
	 */
	public Document values() {
		Document values = new Document();
		for (int i = 0; i < this.keyValue.size(); i++) {
			values.put(this.index.getKeys().get(i).getKey(), this.keyValue.get(i));
		}
		return values;
	}

}
