package dev.letterbox.embeddedstore;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What changes a collection. Inserts run side by side and wait only for the disk and for
 * inserts that have a unique key in common with them; everything else runs alone.
 */
final class CollectionWrites {

	private static final int CHUNK = 1000;

	private static final long CHUNK_BYTES = 4L << 20;

	private final StoreCollection collection;

	private final CollectionIndexes indexes;

	private final KeyLocks keyLocks = new KeyLocks();

	// Fair, so that a delete is not kept waiting by ever more inserts.
	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

	private @Nullable Changes changes;

	private boolean dropped;

	CollectionWrites(StoreCollection collection, CollectionIndexes indexes) {
		this.collection = collection;
		this.indexes = indexes;
	}

	/**
	 * Inserts documents as one batch that is on disk when this returns.
	 */
	Insertion.Outcome insert(List<Document> documents, boolean ordered) {
		this.lock.readLock().lock();
		try {
			refuseIfDropped();
			Insertion insertion = new Insertion(this.collection, documents);
			this.keyLocks.acquire(insertion.uniqueKeys());
			try {
				Changes inserts = new Changes(this.collection.disk());
				Insertion.Outcome outcome = insertion.apply(inserts, ordered);
				documents.forEach(this.indexes::noteArrays);
				inserts.commit(this.indexes.keyspace());
				return outcome;
			}
			finally {
				this.keyLocks.release(insertion.uniqueKeys());
			}
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * Runs a change alone, as one batch; what came before an error is kept, as MongoDB
	 * keeps it.
	 */
	<T> T alone(Supplier<T> work) {
		this.lock.writeLock().lock();
		try {
			refuseIfDropped();
			if (this.changes != null) {
				return work.get();
			}
			this.changes = new Changes(this.collection.disk());
			try {
				return work.get();
			}
			finally {
				Changes made = this.changes;
				this.changes = null;
				made.commit(this.indexes.keyspace());
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	boolean isAlone() {
		return this.lock.isWriteLockedByCurrentThread();
	}

	/**
	 * Deletes what a walk meets, one batch after another, and returns how much that was.
	 */
	int delete(Walk walk) {
		return alone(() -> {
			int deleted = 0;
			while (!walk.isDone()) {
				List<Walk.Found> found = walk.step(CHUNK, CHUNK_BYTES);
				found.forEach((match) -> remove(match.document()));
				deleted += found.size();
				changes().commit(this.indexes.keyspace());
			}
			return deleted;
		});
	}

	void remove(Document document) {
		List<Insertion.Write> writes = this.indexes.writes(document);
		writes.forEach((write) -> changes().delete(write.key()));
		changes().count(-1, -writes.getFirst().value().length());
	}

	void replace(Document before, Document after) {
		this.indexes.noteArrays(after);
		List<Insertion.Write> old = this.indexes.writes(before);
		List<Insertion.Write> fresh = this.indexes.writes(after);
		old.forEach((write) -> changes().delete(write.key()));
		fresh.forEach((write) -> changes().put(write.key(), write.value()));
		changes().count(0, fresh.getFirst().value().length() - old.getFirst().value().length());
	}

	/**
	 * Refuses an update that would give a document a unique key of another one.
	 */
	void checkUpdate(StoredIndex index, Document before, Document after) {
		if (!index.isUnique() || index.isPrimary()) {
			return;
		}
		Bytes position = this.collection.position(before);
		for (KeyValue row : index.rows(after)) {
			Bytes holder = changes().get(index.key(row, position));
			if (holder != null && !holder.equals(position)) {
				throw index.duplicate(row);
			}
		}
	}

	/**
	 * Refuses every write from now on.
	 */
	void drop() {
		this.dropped = true;
	}

	private Changes changes() {
		return Objects.requireNonNull(this.changes, "Documents change within alone()");
	}

	private void refuseIfDropped() {
		if (this.dropped) {
			throw StoreFailure.dropped(this.collection.getFullName());
		}
	}

}
