package dev.letterbox.embeddedstore.collection;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.index.IndexEntry;
import dev.letterbox.embeddedstore.index.StoredIndex;
import dev.letterbox.embeddedstore.query.IndexScan;
import dev.letterbox.embeddedstore.query.Match;
import dev.letterbox.embeddedstore.storage.PendingWrites;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import dev.letterbox.embeddedstore.storage.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a collection. Inserts, by {@link InsertWriter}, run concurrently; all other
 * writes run exclusively.
 */
final class CollectionWriter {

	private static final int CHUNK = 1000;

	private static final long CHUNK_BYTES = 4L << 20;

	private final MongoCollection<Bytes> collection;

	private final RocksStorage storage;

	private final CollectionIndexes indexes;

	// Fair, so that a continuous load of inserts does not starve a delete.
	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

	private @Nullable PendingWrites changes;

	private boolean dropped;

	CollectionWriter(MongoCollection<Bytes> collection, RocksStorage storage, CollectionIndexes indexes) {
		this.collection = collection;
		this.storage = storage;
		this.indexes = indexes;
	}

	/**
	 * Runs a write that may run at the same time as others of its kind.
	 */
	<T> T concurrently(Supplier<T> work) {
		this.lock.readLock().lock();
		try {
			refuseIfDropped();
			return work.get();
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * Runs a write exclusively, as one batch. After an error, the changes made before it
	 * are kept, as in MongoDB.
	 */
	<T> T exclusively(Supplier<T> work) {
		this.lock.writeLock().lock();
		try {
			refuseIfDropped();
			if (this.changes != null) {
				return work.get();
			}
			this.changes = new PendingWrites(this.storage);
			try {
				return work.get();
			}
			finally {
				PendingWrites made = this.changes;
				this.changes = null;
				made.commit(this.indexes.keyspace());
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	boolean isExclusive() {
		return this.lock.isWriteLockedByCurrentThread();
	}

	/**
	 * Deletes the matches of a scan in batches and returns their number.
	 */
	int delete(IndexScan scan) {
		return exclusively(() -> {
			int deleted = 0;
			while (!scan.isDone()) {
				List<Match> found = scan.step(CHUNK, CHUNK_BYTES);
				found.forEach((match) -> remove(match.document()));
				deleted += found.size();
				changes().commit(this.indexes.keyspace());
			}
			return deleted;
		});
	}

	void remove(Document document) {
		List<IndexEntry> entries = this.indexes.entries(document);
		entries.forEach((entry) -> changes().delete(entry.key()));
		changes().count(-1, -entries.getFirst().value().length());
	}

	/**
	 * Replaces a document.
	 * @throws MongoServerError when another document has one of its unique keys
	 */
	void replace(Document before, Document after) {
		this.indexes.all().forEach((index) -> refuseDuplicate(index, before, after));
		this.indexes.markMultikey(after);
		List<IndexEntry> current = this.indexes.entries(before);
		List<IndexEntry> updated = this.indexes.entries(after);
		current.forEach((entry) -> changes().delete(entry.key()));
		updated.forEach((entry) -> changes().put(entry.key(), entry.value()));
		changes().count(0, updated.getFirst().value().length() - current.getFirst().value().length());
	}

	/**
	 * Rejects all further writes.
	 */
	void drop() {
		this.dropped = true;
	}

	private void refuseDuplicate(StoredIndex index, Document before, Document after) {
		if (!index.isUnique() || index.isPrimary()) {
			return;
		}
		Bytes recordId = this.indexes.documentKeys().recordId(before);
		for (KeyValue keyValue : index.keyValues(after)) {
			Bytes holder = changes().get(index.key(keyValue, recordId));
			if (holder != null && !recordId.equals(index.recordId(holder))) {
				throw index.duplicateKeyError(keyValue);
			}
		}
	}

	private PendingWrites changes() {
		return Objects.requireNonNull(this.changes, "Documents are changed only within exclusively()");
	}

	private void refuseIfDropped() {
		if (this.dropped) {
			throw StoreException.dropped(this.collection.getFullName());
		}
	}

}
