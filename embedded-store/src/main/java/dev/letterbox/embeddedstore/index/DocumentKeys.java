package dev.letterbox.embeddedstore.index;

import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which the documents of a collection are stored.
 *
 * @param keyspace the number every key starts with
 * @param idField the field whose value identifies a document, or null if the whole
 * document does
 */
public record DocumentKeys(int keyspace, @Nullable String idField) {

	/**
	 * Returns what identifies a document within its collection: its {@code _id}, encoded.
	 */
	public Bytes recordId(Document document) {
		return KeyEncoder.keyOf((this.idField != null) ? document.get(this.idField) : document);
	}

	/**
	 * Returns the key of a document in RocksDB.
	 */
	public Bytes key(Bytes recordId) {
		return new KeyEncoder().int32(this.keyspace).raw(recordId).toBytes();
	}

}
