package dev.letterbox.embeddedstore.collection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.storage.PendingWrites;
import dev.letterbox.embeddedstore.storage.RocksStorage;

/**
 * Writes inserts, several together or one alone. An insert waits only for the disk and
 * for inserts with which it shares a unique key.
 */
final class InsertWriter {

	private final RocksStorage storage;

	private final CollectionIndexes indexes;

	private final CollectionWriter writer;

	private final KeyLocks keyLocks = new KeyLocks();

	InsertWriter(RocksStorage storage, CollectionIndexes indexes, CollectionWriter writer) {
		this.storage = storage;
		this.indexes = indexes;
		this.writer = writer;
	}

	/**
	 * Inserts documents as one batch; it is on disk when this method returns.
	 */
	InsertResult insert(List<Document> documents, boolean ordered) {
		return this.writer
			.concurrently(() -> write(List.of(new InsertBatch(this.indexes, documents, ordered))).getFirst());
	}

	/**
	 * Executes inserts in their order, as one batch. They are told when it is on disk.
	 */
	void insert(List<Insertion> insertions) {
		List<Insertion> open = new ArrayList<>(insertions);
		List<InsertResult> results;
		try {
			results = this.storage.use(() -> this.writer.concurrently(() -> write(batches(open))));
		}
		catch (RuntimeException ex) {
			open.forEach((insertion) -> insertion.fail(ex));
			return;
		}
		catch (Error ex) {
			open.forEach((insertion) -> insertion.fail(new IllegalStateException(ex)));
			return;
		}
		for (int i = 0; i < open.size(); i++) {
			open.get(i).succeed(results.get(i));
		}
	}

	// Removes the inserts whose documents cannot be encoded.
	private List<InsertBatch> batches(List<Insertion> open) {
		List<InsertBatch> batches = new ArrayList<>();
		for (Insertion insertion : List.copyOf(open)) {
			try {
				batches.add(new InsertBatch(this.indexes, insertion.documents(), insertion.ordered()));
			}
			catch (RuntimeException ex) {
				open.remove(insertion);
				insertion.fail(ex);
			}
		}
		return batches;
	}

	private List<InsertResult> write(List<InsertBatch> batches) {
		Set<Bytes> keys = new HashSet<>();
		batches.forEach((batch) -> keys.addAll(batch.uniqueKeys()));
		this.keyLocks.acquire(keys);
		try {
			PendingWrites inserts = new PendingWrites(this.storage);
			List<InsertResult> results = new ArrayList<>();
			for (InsertBatch batch : batches) {
				results.add(batch.apply(inserts));
				batch.documents().forEach(this.indexes::markMultikey);
			}
			inserts.commit(this.indexes.keyspace());
			return results;
		}
		finally {
			this.keyLocks.release(keys);
		}
	}

}
