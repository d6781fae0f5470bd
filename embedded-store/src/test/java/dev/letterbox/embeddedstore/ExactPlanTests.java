package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queries whose matches an index decides alone find what a collection scan finds.
 */
class ExactPlanTests {

	private static final List<Object> VALUES = Arrays.asList(-1, 0, 1, 2L, 2.5, 3, 1L << 40, -0.5,
			Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Decimal128.parse("2.25"), "", "a", "a\0", "ab", "é",
			new ObjectId("64b000000000000000000000"), new ObjectId("64b000000000000000000001"),
			new Binary(new byte[] { 1, 2 }), new Binary(new byte[] { 1, 3 }), true, false, null,
			Date.from(Instant.EPOCH), new Document("b", 1));

	private TestStore store;

	private MongoCollection<Document> indexed;

	private MongoCollection<Document> scanned;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.store = new TestStore(folder);
		this.indexed = this.store.database().getCollection("indexed");
		this.scanned = this.store.database().getCollection("scanned");
		this.indexed.createIndex(Indexes.ascending("chat", "value"), new IndexOptions().unique(true));
		List<Document> documents = new ArrayList<>();
		for (Object value : VALUES) {
			for (String chat : List.of("a", "b")) {
				documents.add(new Document("_id", documents.size()).append("chat", chat).append("value", value));
			}
		}
		this.indexed.insertMany(documents);
		this.scanned.insertMany(documents);
		this.scanned.insertOne(new Document("_id", "without").append("chat", "c"));
		this.indexed.insertOne(new Document("_id", "without").append("chat", "c"));
	}

	@AfterEach
	void stop() {
		this.store.close();
	}

	@Test
	void findsTheSameForEqualityAndRanges() {
		for (Object value : VALUES) {
			for (Bson condition : List.of(Filters.eq("value", value), Filters.gt("value", value),
					Filters.gte("value", value), Filters.lt("value", value), Filters.lte("value", value),
					Filters.in("value", value, 1), Filters.ne("value", value))) {
				assertSame(Filters.and(Filters.eq("chat", "a"), condition));
				assertSame(Filters.and(Filters.eq("chat", "c"), condition));
			}
		}
	}

	@Test
	void findsTheSameForSeveralConditionsOnOneField() {
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.gt("value", 0), Filters.lte("value", 3)));
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.gt("value", 0), Filters.gt("value", 2)));
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.gt("value", 2), Filters.gt("value", 0)));
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.eq("chat", "b")));
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.and(Filters.eq("value", 1), Filters.eq("value", 2))));
		assertSame(new Document("chat", "a").append("value",
				new Document("$gt", 0).append("$gte", 2).append("$lt", 3).append("$lte", 9)));
		assertSame(new Document("chat", "a").append("value", new Document("$gte", 0).append("$ne", 1)));
		assertSame(new Document("chat", "a").append("value", new Document("$in", List.of(1, 2, "a")).append("$gt", 1)));
		assertSame(new Document("chat", "a").append("value", new Document("$eq", 1).append("$gt", 1)));
	}

	@Test
	void findsTheSameWithConditionsOutsideTheIndex() {
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.gte("value", 0), Filters.gt("_id", 6)));
		assertSame(Filters.and(Filters.eq("chat", "a"), Filters.or(Filters.eq("value", 1), Filters.eq("value", "a"))));
		assertSame(Filters.gte("value", 0));
		assertSame(new Document());
		assertSame(Filters.in("_id", 3, 5, "without"));
	}

	@Test
	void nanIsNeitherLessNorGreaterThanANumber() {
		this.indexed.insertOne(new Document("_id", "NaN").append("chat", "d").append("value", Double.NaN));
		for (Bson condition : List.of(Filters.lt("value", 5), Filters.lte("value", 5), Filters.gte("value", -5),
				Filters.eq("value", 0))) {
			assertThat(this.indexed.find(Filters.and(Filters.eq("chat", "d"), condition))).isEmpty();
		}
		assertThat(this.indexed.find(Filters.and(Filters.eq("chat", "d"), Filters.eq("value", Double.NaN)))).hasSize(1);
	}

	private void assertSame(Bson filter) {
		assertThat(this.indexed.find(filter).sort(Sorts.ascending("chat", "value")))
			.as("documents that match %s", filter.toBsonDocument().toJson())
			.containsExactlyInAnyOrderElementsOf(this.scanned.find(filter));
	}

}
