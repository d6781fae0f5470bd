package dev.letterbox.embeddedstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.letterbox.embeddedstore.encoding.BsonCodec;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import org.bson.types.ObjectId;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.UInt64AddOperator;

/**
 * Writes to a data folder as versions did whose unique indexes had no copies of
 * documents.
 */
final class OlderFolder implements AutoCloseable {

	private static final int KEYSPACE = 1000;

	private final UInt64AddOperator adder = new UInt64AddOperator();

	private final Options options = new Options().setMergeOperator(this.adder);

	private final RocksDB db;

	OlderFolder(Path folder) throws RocksDBException {
		this.db = RocksDB.open(this.options, folder.toString());
	}

	/**
	 * Builds the unique index of the only collection that has one as an older version
	 * does when it does not find it, beside the one that is there.
	 */
	void buildUniqueIndex() throws RocksDBException {
		Map.Entry<String, byte[]> found = uniqueIndex();
		byte[] entry = found.getValue().clone();
		ByteBuffer.wrap(entry).putInt(KEYSPACE);
		this.db.put(catalogKey("#" + found.getKey().substring(1)), entry);
		for (Map.Entry<Bytes, Bytes> copy : entries(ByteBuffer.wrap(found.getValue()).getInt()).entrySet()) {
			byte[] key = copy.getKey().array().clone();
			ByteBuffer.wrap(key).putInt(KEYSPACE);
			this.db.put(key, recordId(copy.getValue()).array());
		}
	}

	/**
	 * Deletes the unique index of this version.
	 */
	void deleteCopies() throws RocksDBException {
		Map.Entry<String, byte[]> found = uniqueIndex();
		for (Bytes key : entries(ByteBuffer.wrap(found.getValue()).getInt()).keySet()) {
			this.db.delete(key.array());
		}
		this.db.delete(catalogKey(found.getKey()));
	}

	/**
	 * Deletes a document with its entries in all indexes that an older version knows.
	 */
	void deleteDocument(ObjectId id) throws RocksDBException {
		Bytes recordId = KeyEncoder.keyOf(new de.bwaldvogel.mongo.bson.ObjectId(id.toByteArray()));
		String name = uniqueIndex().getKey();
		int collection = Integer.parseInt(name.substring(1, name.indexOf('.')));
		this.db.delete(new KeyEncoder().int32(collection).raw(recordId).toBytes().array());
		for (int keyspace = 1; keyspace <= KEYSPACE; keyspace++) {
			for (Map.Entry<Bytes, Bytes> entry : entries(keyspace).entrySet()) {
				if (entry.getValue().equals(recordId)) {
					this.db.delete(entry.getKey().array());
				}
			}
		}
	}

	private Map.Entry<String, byte[]> uniqueIndex() {
		for (Map.Entry<Bytes, Bytes> entry : entries(0).entrySet()) {
			byte[] key = entry.getKey().array();
			String name = new String(key, 4, key.length - 4, StandardCharsets.UTF_8);
			if (name.startsWith("%")) {
				return Map.entry(name, entry.getValue().array());
			}
		}
		throw new IllegalStateException("no unique index");
	}

	private Map<Bytes, Bytes> entries(int keyspace) {
		byte[] prefix = new KeyEncoder().int32(keyspace).toBytes().array();
		Map<Bytes, Bytes> entries = new LinkedHashMap<>();
		try (RocksIterator iterator = this.db.newIterator()) {
			for (iterator.seek(prefix); iterator.isValid()
					&& Arrays.mismatch(iterator.key(), prefix) == prefix.length; iterator.next()) {
				entries.put(new Bytes(iterator.key()), new Bytes(iterator.value()));
			}
		}
		return entries;
	}

	private static Bytes recordId(Bytes copy) {
		byte[] bson = Arrays.copyOfRange(copy.array(), 1, copy.length());
		return KeyEncoder.keyOf(BsonCodec.decode(new Bytes(bson)).get("_id"));
	}

	private static byte[] catalogKey(String name) {
		return new KeyEncoder().int32(0).raw(name.getBytes(StandardCharsets.UTF_8)).toBytes().array();
	}

	@Override
	public void close() {
		this.db.close();
		this.options.close();
		this.adder.close();
	}

}
