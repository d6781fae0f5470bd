package dev.letterbox.embeddedstore.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

import dev.letterbox.embeddedstore.encoding.Bytes;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The uncommitted writes of a command. Reads see them before they are written, as in
 * RocksDB's {@code WriteBatchWithIndex}.
 */
public final class PendingWrites {

	private final RocksStorage storage;

	private final Map<Bytes, @Nullable Bytes> writes = new HashMap<>();

	private long documents;

	private long bytes;

	public PendingWrites(RocksStorage storage) {
		this.storage = storage;
	}

	public boolean contains(Bytes key) {
		return get(key) != null;
	}

	public @Nullable Bytes get(Bytes key) {
		return this.writes.containsKey(key) ? this.writes.get(key) : this.storage.get(key);
	}

	public void put(Bytes key, Bytes value) {
		this.writes.put(key, value);
	}

	public void delete(Bytes key) {
		this.writes.put(key, null);
	}

	/**
	 * Adds to the counters of documents and bytes; negative values subtract.
	 */
	public void count(int moreDocuments, int moreBytes) {
		this.documents += moreDocuments;
		this.bytes += moreBytes;
	}

	int size() {
		return this.writes.size();
	}

	/**
	 * Writes everything as one batch and returns when it is on disk.
	 */
	public void commit(int collection) {
		if (this.writes.isEmpty()) {
			return;
		}
		try (WriteBatch batch = new WriteBatch()) {
			for (Map.Entry<Bytes, @Nullable Bytes> write : this.writes.entrySet()) {
				Bytes value = write.getValue();
				if (value != null) {
					batch.put(write.getKey().array(), value.array());
				}
				else {
					batch.delete(write.getKey().array());
				}
			}
			batch.merge(Catalog.counter(collection, 'n').array(), delta(this.documents));
			batch.merge(Catalog.counter(collection, 'b').array(), delta(this.bytes));
			this.storage.write(batch);
		}
		catch (RocksDBException ex) {
			throw StoreException.broken("The store could not write: " + ex.getMessage(), ex);
		}
		this.writes.clear();
		this.documents = 0;
		this.bytes = 0;
	}

	public static long counted(@Nullable Bytes counter) {
		return (counter != null) ? ByteBuffer.wrap(counter.array()).order(ByteOrder.LITTLE_ENDIAN).getLong() : 0;
	}

	private static byte[] delta(long value) {
		return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
	}

}
