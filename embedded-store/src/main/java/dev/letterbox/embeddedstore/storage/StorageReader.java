package dev.letterbox.embeddedstore.storage;

import dev.letterbox.embeddedstore.encoding.Bytes;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;

/**
 * Reads of the database: either all data, or only what is in memory, that is in memtables
 * and the block cache.
 */
public final class StorageReader {

	/** How many deleted keys a read in memory passes before it gives up. */
	private static final int MAX_SKIPPED_KEYS = 1000;

	private final RocksDB db;

	private final ReadOptions options;

	StorageReader(RocksDB db, ReadOptions options) {
		this.db = db;
		this.options = options;
	}

	static ReadOptions inMemory() {
		return new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER).setMaxSkippableInternalKeys(MAX_SKIPPED_KEYS);
	}

	public @Nullable Bytes get(Bytes key) {
		try {
			byte[] value = this.db.get(this.options, key.array());
			return (value != null) ? new Bytes(value) : null;
		}
		catch (RocksDBException ex) {
			throw failure(ex);
		}
	}

	public RocksIterator iterator() {
		return this.db.newIterator(this.options);
	}

	/**
	 * Checks that an iterator ended at the end of the keys.
	 * @throws NotInMemoryException if the next key is not in memory and the reader reads
	 * only there
	 */
	public void check(RocksIterator iterator) {
		try {
			iterator.status();
		}
		catch (RocksDBException ex) {
			throw failure(ex);
		}
	}

	private static RuntimeException failure(RocksDBException ex) {
		Status status = ex.getStatus();
		return (status != null && status.getCode() == Status.Code.Incomplete) ? new NotInMemoryException(ex)
				: StoreException.broken("The store could not read: " + ex.getMessage(), ex);
	}

}
