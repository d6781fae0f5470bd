package dev.letterbox.embeddedstore.collection;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.server.StoreBackend;
import dev.letterbox.embeddedstore.server.StoreMemory;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import dev.letterbox.embeddedstore.storage.StoreException;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InsertQueueTests {

	private final Queue<Runnable> workers = new ArrayDeque<>();

	private final List<Integer> batches = new ArrayList<>();

	private final List<String> results = new ArrayList<>();

	@TempDir
	Path folder;

	@Test
	void writesAllThatWaitTogether() {
		InsertQueue queue = new InsertQueue((inserts) -> this.batches.add(inserts.size()));
		for (int i = 0; i < 5; i++) {
			queue.add(insertion(1), this.workers::add);
		}
		assertThat(this.workers).hasSize(1);
		work();
		assertThat(this.batches).containsExactly(5);
		queue.add(insertion(1), this.workers::add);
		work();
		assertThat(this.batches).containsExactly(5, 1);
	}

	@Test
	void boundsABatchInBytes() {
		InsertQueue queue = new InsertQueue((inserts) -> this.batches.add(inserts.size()));
		for (int i = 0; i < 10; i++) {
			queue.add(insertion(1 << 20), this.workers::add);
		}
		work();
		assertThat(this.batches).containsExactly(4, 4, 2);
	}

	@Test
	void goesOnAfterAFailure() {
		InsertQueue queue = new InsertQueue((inserts) -> {
			this.batches.add(inserts.size());
			if (this.batches.size() == 1) {
				throw new IllegalStateException("expected");
			}
		});
		queue.add(insertion(1), this.workers::add);
		assertThatIllegalStateException().isThrownBy(this::work);
		queue.add(insertion(1), this.workers::add);
		work();
		assertThat(this.batches).containsExactly(1, 1);
	}

	@Test
	void eachInsertHasItsOwnResult() {
		try (RocksStorage storage = new RocksStorage(this.folder, 0)) {
			StoreCollection collection = collection(storage);
			for (Insertion insertion : List.of(insertion(true, 1), insertion(true, 2, 1, 3),
					insertion(true, new Object()), insertion(false, 1, 4, 2, 5), insertion(true, 6))) {
				collection.insertLater(insertion, this.workers::add);
			}
			assertThat(this.results).isEmpty();
			work();
			// The failure of what cannot be encoded is known before the batch is written.
			assertThat(this.results).containsExactly("IllegalArgumentException", "1 []", "1 [1]", "2 [0, 2]", "1 []");
			assertThat(collection.count()).isEqualTo(5);
		}
	}

	@Test
	void allInsertsFailIfTheStoreIsClosed() {
		RocksStorage storage = new RocksStorage(this.folder, 0);
		StoreCollection collection = collection(storage);
		collection.insertLater(insertion(true, 1), this.workers::add);
		collection.insertLater(insertion(true, 2), this.workers::add);
		storage.close();
		work();
		assertThat(this.results).containsExactly("StoreException", "StoreException");
		assertThat(StoreException.closed()).hasMessageContaining("shutting down");
	}

	private static StoreCollection collection(RocksStorage storage) {
		StoreBackend backend = new StoreBackend(storage, new StoreMemory(1 << 20));
		EmbeddedChannel channel = new EmbeddedChannel();
		backend.handleCommand(channel, "letterbox", "create", new Document("create", "messages"));
		return (StoreCollection) backend.resolveDatabase("letterbox").resolveCollection("messages", true);
	}

	private void work() {
		while (!this.workers.isEmpty()) {
			this.workers.remove().run();
		}
	}

	private static Insertion insertion(int bytes) {
		return new Insertion(List.of(), true, bytes, (_, _) -> {
		});
	}

	private Insertion insertion(boolean ordered, Object... ids) {
		return new Insertion(Arrays.stream(ids).map((id) -> new Document("_id", id)).toList(), ordered, 1,
				(result, failure) -> this.results.add((result != null)
						? result.stored() + " " + result.errors().stream().map((error) -> error.get("index")).toList()
						: String.valueOf(failure).replaceFirst(":.*", "").replaceFirst(".*\\.", "")));
	}

}
