package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.BsonDateTime;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.letterbox.embeddedstore.TestStore.message;
import static org.assertj.core.api.Assertions.assertThat;

class RangeScanTests {

	private static final List<String> CHATS = List.of("", "a:b", "a:b\0", "a:b\0c", "a:c", "😀:é");

	private static TestStore store;

	@BeforeAll
	static void start(@TempDir Path folder) {
		store = new TestStore(folder);
	}

	@AfterAll
	static void stop() {
		store.close();
	}

	@Test
	void scansRangesInBothDirectionsLikeAReferenceModel() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		MongoCollection<Document> messages = store.messages();
		messages.deleteMany(new Document());
		List<Document> model = new ArrayList<>();
		for (String chat : CHATS) {
			IntStream.range(0, random.nextInt(60)).forEach((position) -> model.add(message(chat, position)));
		}
		List<Document> shuffled = new ArrayList<>(model);
		Collections.shuffle(shuffled, random);
		messages.insertMany(shuffled);
		for (int i = 0; i < 400; i++) {
			Query query = Query.random(random);
			assertThat(query.run(messages)).as("seed %d, %s", seed, query).isEqualTo(query.run(model));
		}
	}

	@Test
	void sortsAllTypesAsMongoDbDoes() {
		List<Object> ascending = List.of(new MinKey(), Double.NaN, Double.NEGATIVE_INFINITY, -5,
				Decimal128.parse("-0.5"), 0L, 1.5, Long.MAX_VALUE, "", "a", "a\0", "b", "\uFFFD", "😀",
				new Document("a", 1), new Document("a", 2), new Binary(new byte[] { 9 }),
				new Binary(new byte[] { 1, 1 }), new ObjectId("000000000000000000000001"), false, true,
				new BsonDateTime(5), new BsonTimestamp(1, 1), new MaxKey());
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < ascending.size(); i++) {
			documents.add(new Document("_id", i).append("indexed", ascending.get(i)).append("plain", ascending.get(i)));
		}
		List<Integer> expected = documents.stream().map((document) -> document.getInteger("_id")).toList();
		Collections.shuffle(documents, new Random(1));
		MongoCollection<Document> values = store.database().getCollection("values");
		values.createIndex(Indexes.ascending("indexed"));
		values.insertMany(documents);
		for (String field : List.of("indexed", "plain")) {
			assertThat(ids(values.find().sort(Sorts.ascending(field)))).as(field).isEqualTo(expected);
			assertThat(ids(values.find().sort(Sorts.descending(field)))).as(field).isEqualTo(expected.reversed());
		}
		assertThat(ids(values.find(Filters.gte("indexed", 0)).sort(Sorts.ascending("indexed"))))
			.isEqualTo(expected.subList(5, 8));
		assertThat(ids(values.find(Filters.lt("indexed", "b")).sort(Sorts.descending("indexed"))))
			.isEqualTo(expected.subList(8, 11).reversed());
	}

	@Test
	void scansDescendingIndexesInBothDirections() {
		MongoCollection<Document> messages = store.database().getCollection("descending");
		messages.createIndex(Indexes.compoundIndex(Indexes.ascending("chat"), Indexes.descending("position")));
		messages.insertMany(IntStream.range(0, 50).mapToObj((position) -> message("a:b", position)).toList());
		Bson range = Filters.and(Filters.eq("chat", "a:b"), Filters.gt("position", 10), Filters.lte("position", 14));
		assertThat(messages.find(range).sort(Sorts.ascending("position")).map((found) -> found.getLong("position")))
			.containsExactly(11L, 12L, 13L, 14L);
		assertThat(messages.find(range).sort(Sorts.descending("position")).map((found) -> found.getLong("position")))
			.containsExactly(14L, 13L, 12L, 11L);
		assertThat(ExplainResult.of(messages, range, Sorts.ascending("position"), 0))
			.isEqualTo(new ExplainResult("chat_1_position_-1", "backward", 4, 4));
	}

	@Test
	void comparesTextsByCodePointAlsoWithoutAnIndex() {
		List<String> ascending = List.of("", "a", "a\0", "ab", "é", "\uE000", "\uFFFD", "\uFFFDa", "𐍈", "😀", "😀a");
		MongoCollection<Document> texts = store.database().getCollection("texts");
		for (String text : ascending) {
			texts.insertOne(new Document("_id", text).append("plain", text).append("number", 7));
		}
		for (String field : List.of("_id", "plain")) {
			for (int i = 0; i < ascending.size(); i++) {
				String text = ascending.get(i);
				List<String> above = ascending.subList(i + 1, ascending.size());
				assertThat(texts(texts.find(Filters.gt(field, text)), field)).isEqualTo(above);
				assertThat(texts(texts.find(Filters.lte(field, text)), field)).isEqualTo(ascending.subList(0, i + 1));
				assertThat(texts(texts.find(Filters.and(Filters.eq("number", 7), Filters.gte(field, text),
						Filters.lt(field, "😀"), Filters.ne(field, "𐍈"))), field))
					.isEqualTo(ascending.subList(i, Math.max(i, 9)).stream().filter((it) -> !it.equals("𐍈")).toList());
			}
			assertThat(texts(texts.find(Filters.gt(field, 7)), field)).isEmpty();
			assertThat(texts(texts.find(Filters.and(Filters.gt(field, "a"), Filters.eq("number", 8))), field))
				.isEmpty();
		}
	}

	private static List<String> texts(FindIterable<Document> found, String field) {
		return found.sort(Sorts.ascending(field)).map((document) -> document.getString("_id")).into(new ArrayList<>());
	}

	@Test
	void findsFieldsThatAreMissingOrNull() {
		MongoCollection<Document> sparse = store.database().getCollection("missing");
		sparse.createIndex(Indexes.ascending("x"));
		sparse.insertMany(List.of(new Document("_id", 1), new Document("_id", 2).append("x", null),
				new Document("_id", 3).append("x", 1)));
		assertThat(ids(sparse.find(Filters.eq("x", null)))).containsExactly(1, 2);
		assertThat(ids(sparse.find().sort(Sorts.descending("x")))).containsExactly(3, 2, 1);
	}

	@Test
	void findsElementsOfArrays() {
		MongoCollection<Document> tags = store.database().getCollection("arrays");
		tags.createIndex(Indexes.ascending("tags"));
		tags.insertMany(List.of(new Document("_id", 1).append("tags", List.of(1, 5)),
				new Document("_id", 2).append("tags", 3), new Document("_id", 3).append("tags", List.of(9, 9))));
		assertThat(ids(tags.find(Filters.eq("tags", 5)))).containsExactly(1);
		assertThat(ids(tags.find(Filters.gte("tags", 4)))).containsExactlyInAnyOrder(1, 3);
		assertThat(ids(tags.find().sort(Sorts.ascending("tags")))).containsExactly(1, 2, 3);
		assertThat(ids(tags.find().sort(Sorts.descending("tags")))).containsExactly(3, 1, 2);
	}

	@Test
	void walksTheDocumentsWithAnElementInTheOrderOfTheirIds() {
		MongoCollection<Document> chats = store.database().getCollection("chats");
		chats.createIndex(Indexes.ascending("members", "_id"));
		List<String> members = List.of("a", "b", "a\0", "\uFFFD", "😀", "é");
		List<Document> model = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			String first = members.get(i % members.size());
			String second = members.get(i * 7 % 5);
			model.add(new Document("_id", i).append("members",
					first.equals(second) ? List.of(first) : List.of(first, second)));
		}
		model.add(new Document("_id", 200).append("members", List.of("a", "a")));
		model.add(new Document("_id", 201).append("members", List.of()));
		model.add(new Document("_id", 202).append("members", List.of(List.of("a"), "x")));
		model.add(new Document("_id", 203).append("members", "a"));
		model.add(new Document("_id", 204));
		List<Document> shuffled = new ArrayList<>(model);
		Collections.shuffle(shuffled, new Random(1));
		chats.insertMany(shuffled);
		for (String member : List.of("a", "b", "😀", "nobody")) {
			List<Integer> all = model.stream()
				.filter((chat) -> member.equals(chat.get("members"))
						|| (chat.get("members") instanceof List<?> list && list.contains(member)))
				.map((chat) -> chat.getInteger("_id"))
				.toList();
			for (int after : new int[] { -1, 60, 199, 300 }) {
				List<Integer> expected = all.stream().filter((id) -> id > after).toList();
				List<Integer> page = expected.subList(0, Math.min(7, expected.size()));
				Bson filter = Filters.and(Filters.eq("members", member), Filters.gt("_id", after));
				assertThat(ids(chats.find(filter).sort(Sorts.ascending("_id")).limit(7))).isEqualTo(page);
				assertThat(ids(chats.find(filter).sort(Sorts.descending("_id")))).isEqualTo(expected.reversed());
				assertThat(ExplainResult.of(chats, filter, Sorts.ascending("_id"), 7))
					.isEqualTo(new ExplainResult("members_1__id_1", "forward", page.size(), page.size()));
			}
		}
	}

	@Test
	void scansNoMultikeyIndexWhereThatWouldMissOrRepeatDocuments() {
		MongoCollection<Document> chats = store.database().getCollection("elements");
		chats.createIndex(Indexes.ascending("members", "_id"));
		chats.createIndex(Indexes.ascending("members", "tags"));
		chats.insertMany(List.of(new Document("_id", 1).append("members", List.of("b", "c")).append("tags", "x"),
				new Document("_id", 2).append("members", List.of("a", "c")),
				new Document("_id", 3).append("members", "c").append("tags", List.of("x", "y"))));
		assertThat(ids(chats.find(Filters.in("members", "b", "c")).sort(Sorts.ascending("_id")))).containsExactly(1, 2,
				3);
		assertThat(ids(chats.find(Filters.eq("members", "c")).sort(Sorts.ascending("members", "_id"))))
			.containsExactly(2, 1, 3);
		assertThat(ids(chats.find(Filters.and(Filters.eq("members", "c"), Filters.gt("tags", "w")))
			.sort(Sorts.ascending("_id")))).containsExactly(1, 3);
		assertThat(ids(chats.find(Filters.gte("members", "b")).sort(Sorts.ascending("_id")))).containsExactly(1, 2, 3);
		assertThat(ids(chats.find().sort(Sorts.ascending("_id")))).containsExactly(1, 2, 3);
	}

	@Test
	void findsEachDocumentWithAnyOfSeveralElementsOnce() {
		MongoCollection<Document> chats = store.database().getCollection("several");
		chats.createIndex(Indexes.ascending("members", "_id"));
		List<String> members = List.of("a", "b", "c", "d", "e");
		for (int i = 0; i < 100; i++) {
			String first = members.get(i % 5);
			String second = members.get(i / 5 % 5);
			chats.insertOne(new Document("_id", i).append("members",
					first.equals(second) ? List.of(first) : List.of(second, first)));
		}
		List<Integer> expected = IntStream.range(0, 100)
			.filter((i) -> i % 5 == 1 || i / 5 % 5 == 1 || i % 5 == 4 || i / 5 % 5 == 4)
			.boxed()
			.toList();
		Bson filter = Filters.in("members", "e", "nobody", "b");
		assertThat(ids(chats.find(filter))).containsExactlyInAnyOrderElementsOf(expected);
		assertThat(ids(chats.find(filter).batchSize(3))).containsExactlyInAnyOrderElementsOf(expected);
		assertThat(ids(chats.find(filter).limit(5))).hasSize(5).doesNotHaveDuplicates();
		assertThat(ids(chats.find(filter).sort(Sorts.descending("_id")))).isEqualTo(expected.reversed());
		// One key more for each chat of both.
		assertThat(ExplainResult.of(chats, filter, new Document(), 0))
			.isEqualTo(new ExplainResult("members_1__id_1", "forward", expected.size() + 8, expected.size() + 8));
	}

	@Test
	void findsEachElementOnceInAUniqueIndex() {
		MongoCollection<Document> tags = store.database().getCollection("uniqueElements");
		tags.createIndex(Indexes.ascending("tags"), new IndexOptions().unique(true));
		tags.insertMany(List.of(new Document("_id", 1).append("tags", List.of(1, 5)),
				new Document("_id", 2).append("tags", List.of(3, 2))));
		assertThat(ids(tags.find(Filters.in("tags", 1, 5)))).containsExactly(1);
		assertThat(ids(tags.find(Filters.in("tags", 1, 2, 3, 5)))).containsExactlyInAnyOrder(1, 2);
	}

	private static List<Integer> ids(FindIterable<Document> found) {
		return found.map((document) -> document.getInteger("_id")).into(new ArrayList<>());
	}

	/**
	 * A query like a pull of message-service, which can run on the store and on a list.
	 */
	private record Query(String chat, String field, long from, long to, boolean forward, int skip, int limit) {

		static Query random(Random random) {
			long from = random.nextInt(70) - 5L;
			return new Query(CHATS.get(random.nextInt(CHATS.size())), random.nextBoolean() ? "position" : "send_time",
					from, from + random.nextInt(70), random.nextBoolean(), random.nextInt(3), random.nextInt(20));
		}

		List<String> run(MongoCollection<Document> messages) {
			Bson range = Filters.and(Filters.eq("chat", this.chat), Filters.gte(this.field, this.from),
					Filters.lt(this.field, this.to));
			List<String> sort = this.field.equals("position") ? List.of("position") : List.of("send_time", "position");
			return messages.find(range)
				.sort(this.forward ? Sorts.ascending(sort) : Sorts.descending(sort))
				.skip(this.skip)
				.limit(this.limit)
				.batchSize(7)
				.projection(Projections.fields(Projections.include("text"), Projections.excludeId()))
				.map(Document::toJson)
				.into(new ArrayList<>());
		}

		List<String> run(List<Document> model) {
			Predicate<Document> within = (document) -> document.getString("chat").equals(this.chat)
					&& document.getLong(this.field) >= this.from && document.getLong(this.field) < this.to;
			Comparator<Document> order = Comparator.comparing((Document document) -> document.getLong("position"));
			Stream<Document> found = model.stream()
				.filter(within)
				.sorted(this.forward ? order : order.reversed())
				.skip(this.skip);
			return ((this.limit > 0) ? found.limit(this.limit) : found)
				.map((document) -> new Document("text", document.get("text")).toJson())
				.toList();
		}

	}

}
