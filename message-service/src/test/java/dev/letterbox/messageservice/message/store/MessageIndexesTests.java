package dev.letterbox.messageservice.message.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.messageservice.message.store.connection.UnusableStoreException;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class MessageIndexesTests {

	private static final Duration OPERATION = Duration.ofSeconds(2);

	private final Queue<BsonDocument> builds = new ConcurrentLinkedQueue<>();

	private final List<MongoClient> clients = new ArrayList<>();

	private final String uri = TestStore.uri();

	private MongoTemplate mongo;

	private MongoCollection<Document> messages;

	@BeforeEach
	void connect() {
		this.mongo = template(this.uri, Duration.ofSeconds(30));
		this.messages = this.mongo.getCollection(MessageCodec.COLLECTION);
	}

	@AfterEach
	void disconnect() {
		this.clients.forEach(MongoClient::close);
	}

	@Test
	void asksForEachIndexOnceAndSetsTheServerNoLimit() throws Exception {
		new MessageIndexes(this.mongo).run(new DefaultApplicationArguments());
		assertThat(this.builds).hasSize(3)
			.allSatisfy((command) -> assertThat(command).doesNotContainKey("maxTimeMS"))
			.allSatisfy((command) -> assertThat(command.getDocument("writeConcern").getString("w").getValue())
				.isEqualTo("majority"));
		assertThat(this.messages.listIndexes()).extracting((index) -> index.getString("name"))
			.containsExactlyInAnyOrder("_id_", MessageIndexes.CHAT_POSITION, MessageIndexes.CHAT_SEND_TIME);
		assertThat(this.mongo.getCollection(ChatStore.COLLECTION).listIndexes())
			.extracting((index) -> index.getString("name"))
			.containsExactlyInAnyOrder("_id_", MessageIndexes.MEMBERS_ID);
	}

	@Test
	void leavesTheCommitQuorumToAServerThatIsNoReplicaSet() throws Exception {
		Document hello = this.mongo.executeCommand(new Document("hello", 1));
		boolean replicated = hello.containsKey("setName") || "isdbgrid".equals(hello.get("msg"));
		new MessageIndexes(this.mongo).run(new DefaultApplicationArguments());
		assertThat(this.builds)
			.allSatisfy((command) -> assertThat(command.containsKey("commitQuorum")).isEqualTo(replicated));
	}

	@Test
	void waitsForABuildThatTakesLongerThanAnOperation() throws Exception {
		AtomicInteger held = new AtomicInteger();
		CountDownLatch release = new CountDownLatch(1);
		try (FaultyWire wire = new FaultyWire(this.uri)) {
			wire.onCommand((command) -> {
				if (command.equals("createIndexes")) {
					held.incrementAndGet();
					awaitOpen(release);
				}
			});
			FutureTask<?> run = start(wire);
			await().atMost(Duration.ofSeconds(20)).until(() -> held.get() == 1);
			await().during(OPERATION.plusSeconds(2))
				.atMost(Duration.ofSeconds(20))
				.until(() -> !run.isDone() && held.get() == 1);
			release.countDown();
			run.get(20, TimeUnit.SECONDS);
			assertThat(held).hasValue(3);
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void asksAgainWhereTheServerFrozeWhileItBuilt(CapturedOutput output) throws Exception {
		AtomicInteger seen = new AtomicInteger();
		try (FaultyWire wire = new FaultyWire(this.uri)) {
			wire.onCommand((command) -> {
				if (command.equals("createIndexes") && seen.getAndIncrement() == 0) {
					wire.freeze();
				}
			});
			FutureTask<?> run = start(wire);
			await().atMost(Duration.ofSeconds(20)).until(() -> output.toString().contains("waiting for the store"));
			assertThat(seen).hasValue(1);
			wire.thaw();
			run.get(20, TimeUnit.SECONDS);
			assertThat(seen).hasValue(4);
		}
	}

	@Test
	void endsTheStartWhereAnotherIndexHasTheName() {
		this.messages.createIndex(Indexes.ascending("sender"), new IndexOptions().name(MessageIndexes.CHAT_POSITION));
		assertThat(unusable().action()).startsWith("Another index has this name");
	}

	@Test
	void endsTheStartWhereTheIndexIsNotUnique() {
		assumeThat(this.mongo.executeCommand(new Document("buildInfo", 1)))
			.as("FerretDB 1 takes an index that differs in unique alone for the same one")
			.doesNotContainKey("ferretdbVersion");
		this.messages.createIndex(Indexes.ascending("chat", "position"),
				new IndexOptions().name(MessageIndexes.CHAT_POSITION));
		assertThat(unusable().action()).startsWith("Another index has this name");
	}

	@Test
	void endsTheStartWhereAPositionIsHeldTwice() {
		assumeThat(this.mongo.executeCommand(new Document("buildInfo", 1)))
			.as("FerretDB 1 reports duplicates found by an index build as an internal error")
			.doesNotContainKey("ferretdbVersion");
		this.messages.insertMany(List.of(new Document("chat", "a:b").append("position", 1),
				new Document("chat", "a:b").append("position", 1L)));
		UnusableStoreException ex = unusable();
		assertThat(ex).hasMessageContaining("E11000");
		assertThat(ex.action()).contains("Remove or renumber");
	}

	private UnusableStoreException unusable() {
		UnusableStoreException ex = catchThrowableOfType(UnusableStoreException.class,
				() -> new MessageIndexes(this.mongo).run(new DefaultApplicationArguments()));
		assertThat(ex).hasMessageStartingWith("The index chat_position of the collection messages can't be created: ");
		return ex;
	}

	private FutureTask<?> start(FaultyWire wire) {
		MessageIndexes indexes = new MessageIndexes(template(wire.uri(), OPERATION));
		FutureTask<?> run = new FutureTask<>(Executors.callable(() -> {
			try {
				indexes.run(new DefaultApplicationArguments());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}));
		Thread.ofVirtual().start(run);
		return run;
	}

	private static void awaitOpen(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private MongoTemplate template(String address, Duration operation) {
		ConnectionString connection = new ConnectionString(address);
		MongoClient client = MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(connection)
			.timeout(operation.toMillis(), TimeUnit.MILLISECONDS)
			.addCommandListener(new Builds())
			.build());
		this.clients.add(client);
		return new MongoTemplate(client, Objects.requireNonNull(connection.getDatabase()));
	}

	/**
	 * Notes the createIndexes commands that pass.
	 */
	private final class Builds implements CommandListener {

		@Override
		public void commandStarted(CommandStartedEvent event) {
			if (event.getCommandName().equals("createIndexes")) {
				MessageIndexesTests.this.builds.add(BsonDocument.parse(event.getCommand().toJson()));
			}
		}

	}

}
