package dev.letterbox.messageservice.message.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.letterbox.messageservice.message.memory.Budgets;
import dev.letterbox.messageservice.message.store.connection.StoreCircuit;
import dev.letterbox.messageservice.message.store.connection.PrimaryLease;
import dev.letterbox.messageservice.message.store.connection.StoreMetrics;
import dev.letterbox.messageservice.message.store.connection.LeaseSettings;
import dev.letterbox.messageservice.message.store.connection.PrimaryChanges;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * A replica's connection to the store, assembled without Spring and with the bounds that
 * a test sets.
 */
public final class StoreConnection implements AutoCloseable {

	private static final LeaseSettings LEASE = new LeaseSettings(Duration.ofMillis(100), Duration.ofSeconds(5),
			Duration.ofSeconds(2));

	private final MongoClient client;

	private final MongoTemplate mongo;

	private final PrimaryLease lease;

	private final MessageStore store;

	private final ChatStore chats;

	private final ChatCompletionStore completion;

	private StoreConnection(MongoClientSettings.Builder settings, String database, LeaseSettings lease) {
		PrimaryChanges changes = new PrimaryChanges();
		changes.customize(settings);
		this.client = MongoClients.create(settings.build());
		this.mongo = new MongoTemplate(this.client, database);
		MeterRegistry meters = new SimpleMeterRegistry();
		this.lease = new PrimaryLease(this.client, this.mongo, changes, lease, meters);
		StoreCircuit circuit = new StoreCircuit(CircuitBreakerRegistry.ofDefaults(), new StoreMetrics(meters));
		this.store = new MessageStore(this.mongo, circuit, this.lease, Budgets.ampleReads());
		this.chats = new ChatStore(this.mongo, circuit, this.lease);
		this.completion = new ChatCompletionStore(this.mongo, circuit, this.lease);
	}

	public static StoreConnection to(String uri) {
		return to(uri, Duration.ofSeconds(10));
	}

	/**
	 * A connection on which an operation may take so long.
	 */
	public static StoreConnection to(String uri, Duration operation) {
		return to(uri, operation, LEASE);
	}

	public static StoreConnection to(String uri, Duration operation, LeaseSettings lease) {
		return with(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(uri))
			.timeout(operation.toMillis(), TimeUnit.MILLISECONDS), uri, lease);
	}

	public static StoreConnection with(MongoClientSettings.Builder settings, String uri, LeaseSettings lease) {
		return new StoreConnection(settings, String.valueOf(new ConnectionString(uri).getDatabase()), lease);
	}

	/**
	 * A connection with other settings of the driver.
	 */
	public static StoreConnection with(MongoClientSettings.Builder settings, String uri) {
		return with(settings, uri, LEASE);
	}

	public StoreConnection withIndexes() throws InterruptedException {
		new MessageIndexes(this.mongo).run(new DefaultApplicationArguments());
		return this;
	}

	public MessageStore store() {
		return this.store;
	}

	public NextMessages nextMessages() {
		return new NextMessages(this.mongo, this.lease);
	}

	public ChatStore chats() {
		return this.chats;
	}

	public ChatCompletionStore completion() {
		return this.completion;
	}

	public MongoClient client() {
		return this.client;
	}

	public MongoTemplate mongo() {
		return this.mongo;
	}

	public PrimaryLease lease() {
		return this.lease;
	}

	@Override
	public void close() {
		this.lease.close();
		this.client.close();
	}

}
