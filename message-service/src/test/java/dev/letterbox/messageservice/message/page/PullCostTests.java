package dev.letterbox.messageservice.message.page;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.ChatPosition;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.store.NextMessages;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Every query a pull makes is explained by the store itself: it must examine about as
 * many keys as it returns, wherever in a chat it looks, and sort nothing.
 */
@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb",
		disabledReason = "FerretDB's explain has no executionStats")
class PullCostTests {

	private static final int SIZE = 3_000;

	// What the driver adds to a command for its own purposes, and explain does not take.
	private static final Set<String> NOT_EXPLAINED = Set.of("lsid", "$clusterTime", "$db", "readConcern", "maxTimeMS");

	private final Queue<BsonDocument> finds = new ConcurrentLinkedQueue<>();

	private StoreConnection connection;

	private PageReader reader;

	@BeforeEach
	void fill() throws InterruptedException {
		String uri = TestStore.uri();
		this.connection = StoreConnection
			.with(MongoClientSettings.builder()
				.applyConnectionString(new ConnectionString(uri))
				.addCommandListener(new Finds()), uri)
			.withIndexes();
		this.reader = PageReaders.of(this.connection);
		for (String chat : List.of("a:b", "a:c")) {
			this.connection.store()
				.insert(LongStream.range(0, SIZE)
					.mapToObj((position) -> new Message(new ObjectId(), chat, position, "a", "text", position / 1000))
					.toList());
		}
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
	}

	@Test
	void aPullCostsWhatItReturns() {
		assumeThat(this.connection.mongo().executeCommand(new Document("buildInfo", 1)))
			.as("FerretDB 1 explains with PostgreSQL's plan, which does not tell what a find examined")
			.doesNotContainKey("ferretdbVersion");
		for (long place : new long[] { 0, 5, SIZE / 2, SIZE - 10, SIZE + 5 }) {
			assertCheap(new PageRequest(Chat.of("a:b"), place, 10, false, null, null));
			assertCheap(new PageRequest(Chat.of("a:b"), place, 10, true, null, null));
			assertCheap(new PageRequest(Chat.of("a:b"), null, 10, true, place, null));
			assertCheap(new PageRequest(Chat.of("a:b"), null, 10, false, null, place / 1000));
			assertCheap(new PageRequest(Chat.of("a:b"), place, 500, false, null, null));
			assertCheap(new PageRequest(Chat.of("a:b"), place, 500, true, null, null));
		}
	}

	@Test
	void theQuestionForNewsCostsOneKeyForEachChat() {
		NextMessages next = this.connection.nextMessages();
		List<ChatPosition> places = LongStream.range(0, 100)
			.mapToObj((i) -> new ChatPosition("a:" + ((i % 2 == 0) ? "b" : "z" + i), SIZE - i))
			.toList();
		this.finds.clear();
		List<ChatPosition> found = next.stored(places);
		assertThat(found).hasSize(49).allMatch((place) -> place.chat().equals("a:b") && places.contains(place));
		assertThat(this.finds).hasSize(1);
		BsonDocument query = this.finds.remove();
		NOT_EXPLAINED.forEach(query::remove);
		Document explained = this.connection.mongo()
			.getDb()
			.runCommand(new Document("explain", query).append("verbosity", "executionStats"));
		Document cost = explained.get("executionStats", Document.class);
		// MongoDB may look at one key behind each.
		assertThat(number(cost.get("totalKeysExamined"))).isBetween(49L, 200L);
		assertThat(number(cost.get("totalDocsExamined"))).isLessThanOrEqualTo(49);
		assertThat(stages(explained.get("queryPlanner", Document.class).get("winningPlan")))
			.anyMatch((stage) -> stage.endsWith("IXSCAN"))
			.doesNotContain("SORT", "COLLSCAN");
	}

	@Test
	void judgesTheWinningPlanAlone() {
		String walk = "{stage: 'LIMIT', inputStage: {stage: 'FETCH', inputStage: {stage: 'IXSCAN'}}}";
		String sort = "{stage: 'SORT', inputStage: {stage: 'FETCH', inputStage: {stage: 'IXSCAN'}}}";
		assertCheap(new BsonDocument(), explained(walk, sort));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertCheap(new BsonDocument(), explained(sort, walk)));
		String sharded = "{stage: 'SINGLE_SHARD', shards: [{winningPlan: {queryPlan: %s}}]}";
		assertCheap(new BsonDocument(), explained(sharded.formatted(walk), sort));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertCheap(new BsonDocument(), explained(sharded.formatted(sort), walk)));
	}

	private static Document explained(String winning, String rejected) {
		return Document.parse("{queryPlanner: {winningPlan: " + winning + ", rejectedPlans: [" + rejected + "]},"
				+ " executionStats: {nReturned: 10, totalKeysExamined: 10, totalDocsExamined: 10}}");
	}

	private void assertCheap(PageRequest request) {
		this.finds.clear();
		try (Page page = this.reader.read(request)) {
			page.messages().forEach((message) -> assertThat(message.position()).isBetween(0L, SIZE - 1L));
		}
		List<BsonDocument> queries = List.copyOf(this.finds);
		// Only the page before position 0 needs none.
		assertThat(queries.isEmpty()).isEqualTo(Long.valueOf(0).equals(request.before()));
		for (BsonDocument query : queries) {
			NOT_EXPLAINED.forEach(query::remove);
			Document explained = this.connection.mongo()
				.getDb()
				.runCommand(new Document("explain", query).append("verbosity", "executionStats"));
			assertCheap(query, explained);
		}
	}

	private static void assertCheap(BsonDocument query, Document explained) {
		Document cost = explained.get("executionStats", Document.class);
		assertThat(number(cost.get("totalKeysExamined"))).as("keys examined by %s", query)
			.isLessThanOrEqualTo(number(cost.get("nReturned")) + 1);
		assertThat(number(cost.get("totalDocsExamined"))).as("documents examined by %s", query)
			.isEqualTo(number(cost.get("nReturned")));
		// A plan that was tried and rejected may sort, so the winning one alone is
		// judged.
		assertThat(stages(explained.get("queryPlanner", Document.class).get("winningPlan"))).as("plan of %s", query)
			.anyMatch((stage) -> stage.endsWith("IXSCAN"))
			.doesNotContain("SORT", "COLLSCAN");
	}

	/**
	 * The stages of a plan, at any depth: servers differ in how they nest them.
	 */
	private static List<String> stages(@Nullable Object plan) {
		return switch (plan) {
			case Document part -> part.entrySet()
				.stream()
				.flatMap((entry) -> (entry.getKey().equals("stage") ? List.of(String.valueOf(entry.getValue()))
						: stages(entry.getValue()))
					.stream())
				.toList();
			case List<?> parts -> parts.stream().flatMap((part) -> stages(part).stream()).toList();
			case null, default -> List.of();
		};
	}

	private static long number(@Nullable Object count) {
		return (count instanceof Number number) ? number.longValue() : -1;
	}

	/**
	 * Notes the find commands that pass.
	 */
	private final class Finds implements CommandListener {

		@Override
		public void commandStarted(CommandStartedEvent event) {
			if (event.getCommandName().equals("find")) {
				PullCostTests.this.finds.add(BsonDocument.parse(event.getCommand().toJson()));
			}
		}

	}

}
