package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.letterbox.embeddedstore.TestStore.message;
import static dev.letterbox.embeddedstore.TestStore.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UniqueIndexTests {

	private TestStore store;

	private MongoCollection<Document> messages;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.store = new TestStore(folder);
		this.messages = this.store.messages();
	}

	@AfterEach
	void stop() {
		this.store.close();
	}

	@Test
	void orderedInsertStopsAtADuplicateWithinTheBatch() {
		MongoBulkWriteException refused = refused(
				List.of(message("a:b", 0), message("a:b", 1), message("a:b", 1), message("a:b", 2)), true);
		assertThat(indexes(refused)).containsExactly(2);
		assertThat(refused.getWriteResult().getInsertedCount()).isEqualTo(2);
		assertThat(positions(this.messages)).containsExactly(0L, 1L);
	}

	@Test
	void orderedInsertStopsAtADuplicateOfAnEarlierBatch() {
		this.messages.insertMany(List.of(message("a:b", 0), message("a:b", 1)));
		MongoBulkWriteException refused = refused(List.of(message("c:d", 0), message("a:b", 1), message("a:b", 2)),
				true);
		assertThat(indexes(refused)).containsExactly(1);
		assertThat(this.messages.countDocuments()).isEqualTo(3);
		assertThat(positions(this.messages)).containsExactly(0L, 1L);
	}

	@Test
	void unorderedInsertStoresAllButDuplicates() {
		MongoBulkWriteException refused = refused(
				List.of(message("a:b", 0), message("a:b", 0), message("a:b", 1), message("a:b", 1), message("a:b", 2)),
				false);
		assertThat(indexes(refused)).containsExactly(1, 3);
		assertThat(refused.getWriteResult().getInsertedCount()).isEqualTo(3);
		assertThat(positions(this.messages)).containsExactly(0L, 1L, 2L);
	}

	@Test
	void reportsTheIndexAndTheKeyOfADuplicate() {
		this.messages.insertOne(message("a:b", 7));
		Document reply = this.store.database()
			.runCommand(new Document("insert", "messages").append("documents", List.of(message("a:b", 7))));
		Document error = reply.getList("writeErrors", Document.class).getFirst();
		assertThat(reply.getInteger("n")).isZero();
		assertThat(error.getInteger("index")).isZero();
		assertThat(error.getInteger("code")).isEqualTo(11000);
		assertThat(error.getString("errmsg")).isEqualTo("E11000 duplicate key error collection: letterbox.messages "
				+ "index: chat_1_position_1 dup key: { chat: \"a:b\", position: 7 }");
		assertThat(error.get("keyPattern")).isEqualTo(new Document("chat", 1).append("position", 1));
		assertThat(error.get("keyValue")).isEqualTo(new Document("chat", "a:b").append("position", 7L));
	}

	@Test
	void reportsTheIdIndexForADuplicateId() {
		ObjectId id = new ObjectId();
		this.messages.insertOne(message("a:b", 0).append("_id", id));
		MongoBulkWriteException refused = refused(List.of(message("a:b", 1).append("_id", id)), true);
		BulkWriteError error = refused.getWriteErrors().getFirst();
		assertThat(error.getCode()).isEqualTo(11000);
		assertThat(error.getMessage()).startsWith(
				"E11000 duplicate key error collection: letterbox.messages index: _id_ dup key: { _id: ObjectId('" + id
						+ "') }");
		assertThat(positions(this.messages)).containsExactly(0L);
	}

	@Test
	void concurrentInsertsStoreEachPositionOnce() throws Exception {
		int writers = 8;
		int rounds = 50;
		try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
			List<Future<Integer>> stored = new ArrayList<>();
			for (int writer = 0; writer < writers; writer++) {
				stored.add(pool.submit(() -> {
					int mine = 0;
					for (int i = 0; i < rounds; i++) {
						List<Document> batch = List.of(message("a:b", 2L * i), message("a:b", 2L * i + 1));
						try {
							this.messages.insertMany(batch);
							mine += 2;
						}
						catch (MongoBulkWriteException ex) {
							mine += ex.getWriteResult().getInsertedCount();
						}
					}
					return mine;
				}));
			}
			int sum = 0;
			for (Future<Integer> future : stored) {
				sum += future.get();
			}
			assertThat(sum).isEqualTo(2 * rounds);
		}
		assertThat(positions(this.messages))
			.containsExactlyElementsOf(IntStream.range(0, 2 * rounds).mapToObj(Long::valueOf).toList());
	}

	@Test
	void updatesMoveIndexEntriesAndRejectDuplicates() {
		this.messages.insertMany(List.of(message("a:b", 0), message("a:b", 1)));
		this.messages.updateOne(Filters.eq("position", 0), Updates.set("position", 5L));
		assertThat(positions(this.messages)).containsExactly(1L, 5L);
		this.messages.insertOne(message("a:b", 0));
		assertThatExceptionOfType(MongoWriteException.class)
			.isThrownBy(() -> this.messages.updateOne(Filters.eq("position", 0), Updates.set("position", 5L)))
			.withMessageContaining("E11000");
		assertThat(positions(this.messages)).containsExactly(0L, 1L, 5L);
		this.messages.updateOne(Filters.eq("position", 5L), Updates.set("send_time", 4L));
		this.messages.updateMany(Filters.eq("chat", "a:b"), Updates.mul("send_time", 2));
		assertThat(this.messages.find(Filters.and(Filters.eq("chat", "a:b"), Filters.gte("send_time", 8)))
			.map((document) -> document.getLong("position"))).containsExactly(5L);
	}

	@Test
	void upsertsAndReplacesUpdateTheIndexes() {
		this.messages.updateOne(Filters.and(Filters.eq("chat", "a:b"), Filters.eq("position", 3L)),
				Updates.set("text", "new"), new UpdateOptions().upsert(true));
		this.messages.findOneAndReplace(Filters.eq("text", "new"), message("a:b", 4));
		assertThat(positions(this.messages)).containsExactly(4L);
		assertThat(this.messages.findOneAndDelete(Filters.eq("position", 4L))).isNotNull();
		assertThat(positions(this.messages)).isEmpty();
		assertThat(this.messages.estimatedDocumentCount()).isZero();
	}

	@Test
	void deletedKeysCanBeUsedAgain() {
		this.messages.insertMany(List.of(message("a:b", 0), message("a:b", 1), message("a:b", 2)));
		assertThat(this.messages.deleteMany(Filters.gte("position", 1)).getDeletedCount()).isEqualTo(2);
		this.messages.insertMany(List.of(message("a:b", 1), message("a:b", 2)));
		assertThat(positions(this.messages)).containsExactly(0L, 1L, 2L);
		this.messages.drop();
		this.store.messages().insertOne(message("a:b", 0));
		assertThat(positions(this.messages)).containsExactly(0L);
	}

	@Test
	void aUniqueIndexIsNotBuiltOverDuplicates() {
		MongoCollection<Document> other = this.store.database().getCollection("other");
		other.insertMany(List.of(new Document("x", 1), new Document("x", 2), new Document("x", 1L)));
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> other.createIndex(Indexes.ascending("x"), new IndexOptions().unique(true)))
			.withMessageContaining("E11000");
		other.deleteOne(Filters.eq("x", 1));
		other.createIndex(Indexes.ascending("x"), new IndexOptions().unique(true));
		assertThat(
				other.find().sort(new Document("x", -1)).map((document) -> document.get("x", Number.class).intValue()))
			.containsExactly(2, 1);
	}

	private MongoBulkWriteException refused(List<Document> documents, boolean ordered) {
		return catchThrowableOfType(MongoBulkWriteException.class,
				() -> this.messages.insertMany(documents, new InsertManyOptions().ordered(ordered)));
	}

	private static List<Integer> indexes(MongoBulkWriteException refused) {
		return refused.getWriteErrors().stream().map(BulkWriteError::getIndex).toList();
	}

}
