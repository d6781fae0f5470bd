package dev.letterbox.embeddedstore.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import dev.letterbox.embeddedstore.encoding.Bytes;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.UInt64AddOperator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB database of the store. A write is on disk before it is visible and before
 * the call returns.
 */
public final class RocksStorage implements AutoCloseable {

	private static final long BLOCK_CACHE = 64L << 20;

	private static final int CACHE_SHARD_BITS = 2;

	private static final int METADATA_BLOCK = 64 << 10;

	private static final long MEMTABLE = 32L << 20;

	private final List<RocksObject> owned = new ArrayList<>();

	private final WriteOptions synced;

	private final RocksDB db;

	private final DiskSpace space;

	private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

	private final StorageReader reader;

	private final StorageReader memoryReader;

	private final ReentrantReadWriteLock usage = new ReentrantReadWriteLock();

	private boolean closed;

	/**
	 * Opens the database in a folder, which is created if necessary.
	 * @param reserve the free bytes of the disk below which writes are refused
	 * @throws StoreUnavailableException if the folder cannot be used
	 */
	public RocksStorage(Path folder, long reserve) {
		try {
			loadLibrary(folder);
			this.space = DiskSpace.of(folder, reserve);
			this.synced = own(new WriteOptions()).setSync(true);
			this.db = RocksDB.open(options(), folder.toString());
			this.reader = new StorageReader(this.db, own(new ReadOptions()));
			this.memoryReader = new StorageReader(this.db, own(StorageReader.inMemory()));
		}
		catch (IOException ex) {
			release();
			throw new UncheckedIOException("The data folder " + folder + " cannot be created", ex);
		}
		catch (RocksDBException ex) {
			release();
			throw StoreUnavailableException.from(folder, ex);
		}
	}

	// By default, every killed process leaves a copy of RocksDB's native library in the
	// temporary folder. In the data folder, each process replaces the last copy.
	private static void loadLibrary(Path folder) throws IOException {
		Path library = Files.createDirectories(folder.resolve("native"));
		NativeLibraryLoader.getInstance().loadLibrary(library.toString());
	}

	private Options options() {
		// Filters and indexes are stored in the block cache, so that memory stays
		// bounded for any amount of data. They are partitioned, and the cache has few
		// shards: the whole filter of a file would not fit into a shard and would be
		// read again for every key.
		BlockBasedTableConfig table = new BlockBasedTableConfig()
			.setBlockCache(own(new LRUCache(BLOCK_CACHE, CACHE_SHARD_BITS)))
			.setFilterPolicy(own(new BloomFilter(10)))
			.setPartitionFilters(true)
			.setMetadataBlockSize(METADATA_BLOCK)
			.setIndexType(IndexType.kTwoLevelIndexSearch)
			.setCacheIndexAndFilterBlocks(true)
			.setPinTopLevelIndexAndFilter(true)
			.setPinL0FilterAndIndexBlocksInCache(true);
		return own(new Options()).setCreateIfMissing(true)
			.setTableFormatConfig(table)
			.setCompressionType(CompressionType.LZ4_COMPRESSION)
			.setWriteBufferSize(MEMTABLE)
			.setMaxWriteBufferNumber(3)
			.setMaxTotalWalSize(8 * MEMTABLE)
			.setMaxOpenFiles(512)
			.setMaxBackgroundJobs(2)
			.setKeepLogFileNum(2)
			.setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
			.setMergeOperator(own(new UInt64AddOperator()))
			// A group of writes is synced before the next one begins, so all
			// acknowledged writes precede a torn record, in any order in which the
			// last pages reached the disk. TolerateCorruptedTailRecords would refuse
			// to open if only the later pages of the tail survived a power loss.
			.setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
	}

	/**
	 * Runs an operation on the open database; {@link #close} waits for it.
	 * @throws StoreException if the database is closed or closing
	 */
	public <T> T use(Supplier<T> work) {
		if (!this.usage.readLock().tryLock()) {
			throw StoreException.closed();
		}
		try {
			if (this.closed) {
				throw StoreException.closed();
			}
			return work.get();
		}
		finally {
			this.usage.readLock().unlock();
		}
	}

	public @Nullable Bytes get(Bytes key) {
		return this.reader.get(key);
	}

	public RocksIterator iterator() {
		return this.reader.iterator();
	}

	public StorageReader reader() {
		return this.reader;
	}

	/**
	 * Returns a reader that never waits for the disk.
	 */
	public StorageReader memoryReader() {
		return this.memoryReader;
	}

	/**
	 * Writes a batch atomically. RocksDB groups the batches that arrive during a sync and
	 * syncs them together.
	 * @throws StoreException if the disk is full, or if it is not certain that the batch
	 * is on disk: then {@link #failure()} is completed
	 */
	void write(WriteBatch batch) {
		this.space.require();
		try {
			this.db.write(this.synced, batch);
		}
		catch (RocksDBException ex) {
			this.failure.complete(ex);
			throw StoreException.broken("The store could not write: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Completes when a write has failed. RocksDB then accepts no further write until the
	 * database is opened again, since it is not known what is on disk.
	 */
	public CompletableFuture<Throwable> failure() {
		return this.failure.copy();
	}

	@Override
	public void close() {
		this.usage.writeLock().lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.db.close();
				release();
			}
		}
		finally {
			this.usage.writeLock().unlock();
		}
	}

	private <T extends RocksObject> T own(T object) {
		this.owned.add(object);
		return object;
	}

	private void release() {
		this.owned.reversed().forEach(RocksObject::close);
	}

}
