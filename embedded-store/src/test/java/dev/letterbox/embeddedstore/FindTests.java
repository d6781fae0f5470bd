package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.letterbox.embeddedstore.TestStore.message;
import static org.assertj.core.api.Assertions.assertThat;

class FindTests {

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
	void aPullExaminesAsManyKeysInAShortChatAsInALongOne() {
		fill("short", 20);
		fill("long", 20_000);
		for (String chat : List.of("short", "long")) {
			long end = this.messages.countDocuments(Filters.eq("chat", chat));
			assertThat(ExplainResult.of(this.messages, from(chat, end - 10), Sorts.ascending("position"), 10))
				.isEqualTo(new ExplainResult("chat_1_position_1", "forward", 10, 10));
			assertThat(ExplainResult.of(this.messages, from(chat, 5), Sorts.ascending("position"), 10))
				.isEqualTo(new ExplainResult("chat_1_position_1", "forward", 10, 10));
			assertThat(ExplainResult.of(this.messages, Filters.eq("chat", chat), Sorts.descending("position"), 1))
				.isEqualTo(new ExplainResult("chat_1_position_1", "backward", 1, 1));
			assertThat(
					ExplainResult.of(this.messages, Filters.and(Filters.eq("chat", chat), Filters.gte("send_time", 4)),
							Sorts.ascending("send_time", "position"), 1))
				.isEqualTo(new ExplainResult("chat_1_send_time_1_position_1", "forward", 1, 1));
		}
	}

	@Test
	void looksUpEachOfSeveralUniqueKeys() {
		fill("a:b", 2_000);
		fill("a:c", 2_000);
		Bson anyOf = Filters.or(at("a:c", 1_999), at("a:b", 5), at("a:b", 2_000), at("a:d", 0), at("a:b", 5));
		assertThat(ExplainResult.of(this.messages, anyOf, new Document(), 0))
			.isEqualTo(new ExplainResult("chat_1_position_1", "forward", 4, 2));
		assertThat(this.messages.find(anyOf)
			.projection(Projections.fields(Projections.include("chat", "position"), Projections.excludeId())))
			.containsExactly(new Document("chat", "a:b").append("position", 5L),
					new Document("chat", "a:c").append("position", 1_999L));
	}

	@Test
	void scansTheRangesOfSeveralConditionsOnce() {
		fill("a:b", 2_000);
		fill("a:c", 2_000);
		Bson anyOf = Filters.or(Filters.and(Filters.in("chat", "a:b", "a:d"), Filters.gte("position", 1_998)),
				Filters.and(Filters.eq("chat", "a:b"), Filters.gte("position", 1_995)), at("a:b", 1_996),
				Filters.and(Filters.eq("chat", "a:c"), Filters.gte("position", 1_999)));
		assertThat(ExplainResult.of(this.messages, anyOf, new Document(), 0))
			.isEqualTo(new ExplainResult("chat_1_position_1", "forward", 6, 6));
		assertThat(this.messages.find(anyOf).map((message) -> message.get("position"))).containsExactly(1_995L, 1_996L,
				1_997L, 1_998L, 1_999L, 1_999L);
	}

	@Test
	void findsWhatAnyOfOtherConditionsAllows() {
		fill("a:b", 20);
		assertThat(this.messages
			.find(Filters.or(Filters.and(Filters.eq("chat", "a:b"), Filters.gte("position", 18)), at("a:b", 3)))
			.map((message) -> message.get("position"))).containsExactlyInAnyOrder(3L, 18L, 19L);
		assertThat(this.messages
			.find(Filters.and(Filters.eq("chat", "a:b"), Filters.or(Filters.eq("position", 3), at("a:b", 4))))
			.map((message) -> message.get("position"))).containsExactlyInAnyOrder(3L, 4L);
	}

	@Test
	void returnsSeveralBatchesWithoutAGap() {
		fill("a:b", 5_000);
		for (int batchSize : new int[] { 0, 1, 999 }) {
			assertThat(positions(this.messages.find(Filters.eq("chat", "a:b"))
				.sort(Sorts.ascending("position"))
				.limit((batchSize == 1) ? 300 : 4_321)
				.batchSize(batchSize)
				.cursor())).as("batches of %d", batchSize)
				.isEqualTo(IntStream.range(0, (batchSize == 1) ? 300 : 4_321).mapToObj(Long::valueOf).toList());
		}
	}

	@Test
	void returnsAThousandLargeDocuments() {
		String text = "é".repeat(100 << 10);
		for (int i = 0; i < 1000; i += 50) {
			this.messages.insertMany(
					IntStream.range(i, i + 50).mapToObj((p) -> message("a:b", p).append("text", text + p)).toList());
		}
		try (MongoCursor<Document> cursor = this.messages.find(Filters.eq("chat", "a:b"))
			.sort(Sorts.descending("position"))
			.limit(1000)
			.cursor()) {
			for (long position = 999; position >= 0; position--) {
				Document next = cursor.next();
				assertThat(next.getLong("position")).isEqualTo(position);
				assertThat(next.getString("text")).isEqualTo(text + position);
			}
			assertThat(cursor.hasNext()).isFalse();
		}
	}

	@Test
	void returnsFewDocumentsThatExceedABatch() {
		String text = "x".repeat(200 << 10);
		for (int i = 0; i < 40; i++) {
			this.messages.insertOne(message("a:b", i).append("text", text));
		}
		assertThat(positions(
				this.messages.find(Filters.eq("chat", "a:b")).sort(Sorts.ascending("position")).limit(40).cursor()))
			.isEqualTo(IntStream.range(0, 40).mapToObj(Long::valueOf).toList());
	}

	@Test
	void anOpenCursorSeesChangesAfterItsPosition() {
		fill("a:b", 10);
		try (MongoCursor<Document> cursor = this.messages.find(Filters.eq("chat", "a:b"))
			.sort(Sorts.ascending("position"))
			.batchSize(4)
			.cursor()) {
			cursor.next();
			this.messages.deleteMany(Filters.lt("position", 6));
			this.messages.insertOne(message("a:b", 10));
			assertThat(positions(cursor)).containsExactly(1L, 2L, 3L, 6L, 7L, 8L, 9L, 10L);
		}
	}

	@Test
	void findsByIdOfAnyKind() {
		List<Object> ids = List.of(new ObjectId(), new Binary(new byte[] { 1, 2, 3 }), new Binary(new byte[20]), "text",
				7L, new Document("a", 1));
		ids.forEach((id) -> this.messages.insertOne(message("a:b", ids.indexOf(id)).append("_id", id)));
		ids.forEach((id) -> assertThat(positions(this.messages.find(Filters.eq(id)).cursor()))
			.containsExactly((long) ids.indexOf(id)));
		List<Object> wanted = List.of(ids.get(1), new ObjectId(), ids.get(0), ids.get(1));
		assertThat(positions(this.messages.find(Filters.in("_id", wanted)).cursor())).containsExactlyInAnyOrder(0L, 1L);
		assertThat(ExplainResult.of(this.messages, Filters.in("_id", ids), new Document(), 0))
			.isEqualTo(new ExplainResult("_id_", "forward", 6, 6));
	}

	@Test
	void keepsTextByteForByte() {
		String text = "\0a\0\n\r\t\u2028\uFFFF😀é\u0001";
		this.messages.insertOne(message("a\0:b", 0).append("text", text));
		this.messages.insertOne(message("a:b", 0));
		assertThat(this.messages.find(Filters.eq("chat", "a\0:b")).map((found) -> found.getString("text")))
			.containsExactly(text);
	}

	@Test
	void answersProjectionsCountsAndAggregates() {
		fill("a:b", 30);
		fill("c:d", 5);
		assertThat(this.messages.find(from("a:b", 29))
			.projection(Projections.fields(Projections.include("position"), Projections.excludeId()))
			.first()).isEqualTo(new Document("position", 29L));
		assertThat(this.messages.countDocuments(from("a:b", 10))).isEqualTo(20);
		assertThat(this.messages.estimatedDocumentCount()).isEqualTo(35);
		assertThat(this.messages.distinct("chat", String.class)).containsExactly("a:b", "c:d");
		assertThat(this.messages.aggregate(List.of(Aggregates.match(Filters.gte("position", 3)),
				Aggregates.group("$chat", Accumulators.sum("n", 1)), Aggregates.sort(Sorts.ascending("_id")))))
			.containsExactly(new Document("_id", "a:b").append("n", 27), new Document("_id", "c:d").append("n", 2));
	}

	@Test
	void answersHelloAndListsItsContent() {
		Document hello = this.store.database().runCommand(new Document("hello", 1));
		assertThat(hello).containsEntry("isWritablePrimary", true).doesNotContainKey("setName");
		assertThat(hello.getInteger("maxWireVersion")).isGreaterThanOrEqualTo(8);
		assertThat(this.store.database().runCommand(new Document("ping", 1))).containsEntry("ok", 1.0);
		assertThat(this.store.database().runCommand(new Document("buildInfo", 1))).containsKey("version");
		this.store.messages();
		assertThat(this.store.database().listCollectionNames()).containsExactly("messages");
		assertThat(this.messages.listIndexes().map((index) -> index.getString("name")))
			.containsExactlyInAnyOrder("_id_", "chat_1_position_1", "chat_1_send_time_1_position_1");
		assertThat(this.store.client().listDatabaseNames()).containsExactly("letterbox");
		this.store.database().drop();
		assertThat(this.store.client().listDatabaseNames()).isEmpty();
		assertThat(this.messages.countDocuments()).isZero();
	}

	private void fill(String chat, int count) {
		for (int i = 0; i < count; i += 500) {
			this.messages.insertMany(IntStream.range(i, Math.min(i + 500, count))
				.mapToObj((position) -> message(chat, position))
				.toList());
		}
	}

	private static Bson from(String chat, long position) {
		return Filters.and(Filters.eq("chat", chat), Filters.gte("position", position));
	}

	private static List<Long> positions(MongoCursor<Document> cursor) {
		List<Long> positions = new ArrayList<>();
		cursor.forEachRemaining((document) -> positions.add(document.getLong("position")));
		return positions;
	}

	private static Bson at(String chat, long position) {
		return Filters.and(Filters.eq("chat", chat), Filters.eq("position", position));
	}

}
