package dev.letterbox.messageservice.message.chats;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.letterbox.messageservice.message.Message;
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
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A page of chats costs one query and one seek for each of its chats, whatever else is in
 * the store.
 */
class ChatCostTests {

	private static final int CHATS = 40;

	private static final Set<String> NOT_EXPLAINED = Set.of("lsid", "$clusterTime", "$db", "readConcern", "maxTimeMS");

	private final Queue<BsonDocument> finds = new ConcurrentLinkedQueue<>();

	private StoreConnection connection;

	private ChatReader reader;

	@BeforeEach
	void fill() throws InterruptedException {
		String uri = TestStore.uri();
		this.connection = StoreConnection
			.with(MongoClientSettings.builder()
				.applyConnectionString(new ConnectionString(uri))
				.addCommandListener(new Finds()), uri)
			.withIndexes();
		this.reader = ChatReaders.of(this.connection.chats());
		this.connection.chats().record(chats("a"));
		this.connection.chats().record(chats("other"));
		addMessages(0, 1);
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
	}

	@Test
	void aPageTakesAsManyCommandsHoweverLongItsChatsAre() {
		List<Integer> before = commands();
		addMessages(1, 200);
		assertThat(commands()).isEqualTo(before).containsExactly(1 + 11, 2 + 11, 1 + CHATS, 2);
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb",
			disabledReason = "FerretDB's explain has no executionStats")
	void everyQueryExaminesWhatItReturns() {
		assumeThat(this.connection.mongo().executeCommand(new Document("buildInfo", 1)))
			.as("FerretDB 1 explains with PostgreSQL's plan, which does not tell what a find examined")
			.doesNotContainKey("ferretdbVersion");
		addMessages(1, 50);
		this.finds.clear();
		this.reader.read(new ChatListRequest("a", null, 10, null));
		this.reader.read(new ChatListRequest("a", "a:x" + CHATS / 2, 10, 7L));
		assertThat(this.finds).hasSizeGreaterThanOrEqualTo(24);
		for (BsonDocument query : List.copyOf(this.finds)) {
			NOT_EXPLAINED.forEach(query::remove);
			Document explained = this.connection.mongo()
				.getDb()
				.runCommand(new Document("explain", query).append("verbosity", "executionStats"));
			Document cost = explained.get("executionStats", Document.class);
			long returned = cost.get("nReturned", Number.class).longValue();
			assertThat(cost.get("totalKeysExamined", Number.class).longValue()).as("keys examined by %s", query)
				.isLessThanOrEqualTo(returned + 1);
			assertThat(cost.get("totalDocsExamined", Number.class).longValue()).as("documents examined by %s", query)
				.isLessThanOrEqualTo(returned);
			assertThat(explained.get("queryPlanner", Document.class).get("winningPlan", Document.class).toJson())
				.as("plan of %s", query)
				.contains("IXSCAN")
				.doesNotContain("\"SORT\"", "COLLSCAN");
		}
	}

	private List<Integer> commands() {
		List<Integer> counts = new ArrayList<>();
		for (ChatListRequest request : List.of(request(null, 10, null), request("a:x15", 10, 0L),
				request(null, 1000, null), request(null, 1000, 10_000L))) {
			this.finds.clear();
			this.reader.read(request);
			counts.add(this.finds.size());
		}
		return counts;
	}

	private static ChatListRequest request(@Nullable String after, int limit, @Nullable Long since) {
		return new ChatListRequest("a", after, limit, since);
	}

	private void addMessages(long from, long to) {
		for (String chat : chats("a")) {
			this.connection.store()
				.insert(LongStream.range(from, to)
					.mapToObj((position) -> new Message(new ObjectId(), chat, position, "a", "text", position))
					.toList());
		}
	}

	private static List<String> chats(String member) {
		return IntStream.range(0, CHATS).mapToObj((i) -> member + ":x" + i).toList();
	}

	/**
	 * Notes the find commands that pass.
	 */
	private final class Finds implements CommandListener {

		@Override
		public void commandStarted(CommandStartedEvent event) {
			if (event.getCommandName().equals("find")) {
				ChatCostTests.this.finds.add(BsonDocument.parse(event.getCommand().toJson()));
			}
		}

	}

}
