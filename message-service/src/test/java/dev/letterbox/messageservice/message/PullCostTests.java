package dev.letterbox.messageservice.message;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every query a pull makes is explained by the store itself: it must examine about as
 * many keys as it returns, wherever in a chat it looks, and sort nothing.
 */
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
				.addCommandListener(new Finds()), uri, StoreConnection.LEASE)
			.withIndexes();
		this.reader = this.connection.reader();
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
		for (long place : new long[] { 0, 5, SIZE / 2, SIZE - 10, SIZE + 5 }) {
			assertCheap(new PageRequest(Chat.of("a:b"), place, 10, false, null, null));
			assertCheap(new PageRequest(Chat.of("a:b"), place, 10, true, null, null));
			assertCheap(new PageRequest(Chat.of("a:b"), null, 10, true, place, null));
			assertCheap(new PageRequest(Chat.of("a:b"), null, 10, false, null, place / 1000));
			assertCheap(new PageRequest(Chat.of("a:b"), place, 500, false, null, null));
			assertCheap(new PageRequest(Chat.of("a:b"), place, 500, true, null, null));
		}
	}

	private void assertCheap(PageRequest request) {
		this.finds.clear();
		try (Page page = this.reader.read(request)) {
			page.messages().forEach((message) -> assertThat(message.chat()).isEqualTo("a:b"));
		}
		List<BsonDocument> queries = List.copyOf(this.finds);
		// Only the page before position 0 needs none.
		assertThat(queries.isEmpty()).isEqualTo(Long.valueOf(0).equals(request.before()));
		for (BsonDocument query : queries) {
			NOT_EXPLAINED.forEach(query::remove);
			Document plan = this.connection.mongo()
				.getDb()
				.runCommand(new Document("explain", query).append("verbosity", "executionStats"));
			Document cost = plan.get("executionStats", Document.class);
			assertThat(number(cost.get("totalKeysExamined"))).as("keys examined by %s", query)
				.isLessThanOrEqualTo(number(cost.get("nReturned")) + 1);
			assertThat(number(cost.get("totalDocsExamined"))).as("documents examined by %s", query)
				.isEqualTo(number(cost.get("nReturned")));
			assertThat(plan.toJson()).doesNotContain("\"SORT\"", "COLLSCAN");
		}
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
