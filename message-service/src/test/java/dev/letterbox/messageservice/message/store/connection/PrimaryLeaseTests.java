package dev.letterbox.messageservice.message.store.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.messageservice.message.store.InsertResult;
import dev.letterbox.messageservice.message.store.StoreConnection;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.PrimaryRole;
import dev.letterbox.messageservice.teststore.TestStore;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What was acknowledged is in every later pull, or the pull is refused: a wire plays
 * primaries that answer from old snapshots.
 */
@Timeout(60)
class PrimaryLeaseTests {

	private static final Duration OPERATION = Duration.ofMillis(400);

	private static final LeaseSettings LEASE = new LeaseSettings(Duration.ofMillis(50), Duration.ofSeconds(1),
			Duration.ofMillis(200));

	private final PrimaryRole primary = PrimaryRole.leading();

	private FaultyWire wire;

	private StoreConnection majority;

	private StoreConnection replica;

	@BeforeEach
	void connect() throws Exception {
		String uri = TestStore.uri();
		this.wire = new FaultyWire(uri);
		this.wire.play(this.primary);
		this.majority = StoreConnection.to(uri).withIndexes();
		this.replica = StoreConnection.to(this.wire.uri(), OPERATION, LEASE);
		await().atMost(Duration.ofSeconds(10)).until(this::isServed);
	}

	@AfterEach
	void disconnect() throws IOException {
		this.replica.close();
		this.majority.close();
		this.wire.close();
	}

	@Test
	void servesPullsFromAPrimaryThatAcknowledgesWrites() {
		acknowledge(0);
		assertThat(pulled()).containsExactly(0L);
		acknowledge(1);
		assertThat(pulled()).containsExactly(0L, 1L);
		assertThat(this.replica.lease().isLapsed()).isFalse();
	}

	@Test
	void servesNoPullFromADeposedPrimaryOnceTheLeaseIsOver() {
		acknowledge(0);
		assertThat(pulled()).containsExactly(0L);
		this.wire.play(this.primary.deposed());
		await().atMost(Duration.ofSeconds(5)).until(() -> this.replica.lease().isLapsed());
		acknowledge(1);
		for (int i = 0; i < 20; i++) {
			assertUnconfirmed(this::pulled);
		}
	}

	@Test
	void servesPullsFromAPrimaryThatRefusesToWrite() {
		acknowledge(0);
		assertThat(pulled()).containsExactly(0L);
		this.wire.refuseWrites(true);
		// For longer than the lease.
		await().atMost(Duration.ofSeconds(20)).until(() -> this.wire.refused() > 40);
		assertThat(pulled()).containsExactly(0L);
		assertThat(this.replica.lease().isLapsed()).isFalse();
	}

	@Test
	void servesNoPullFromADeposedPrimaryThatRefusesToWrite() {
		acknowledge(0);
		assertThat(pulled()).containsExactly(0L);
		this.wire.play(this.primary.deposed());
		this.wire.refuseWrites(true);
		await().atMost(Duration.ofSeconds(5)).until(() -> this.replica.lease().isLapsed());
		acknowledge(1);
		for (int i = 0; i < 20; i++) {
			assertUnconfirmed(this::pulled);
		}
	}

	@Test
	void servesPullsAgainOnceTheMajorityIsBack() {
		acknowledge(0);
		assertThat(pulled()).containsExactly(0L);
		StoreHealthIndicator health = new StoreHealthIndicator(this.replica.mongo(), this.replica.lease(),
				CircuitBreakerRegistry.ofDefaults(),
				new StoreSettings(OPERATION, OPERATION, OPERATION, Duration.ofSeconds(1), Duration.ZERO, 1, 1));
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		this.wire.play(this.primary.deposed());
		await().atMost(Duration.ofSeconds(5)).until(() -> this.replica.lease().isLapsed());
		assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		acknowledge(1);
		this.wire.play(this.primary);
		await().atMost(Duration.ofSeconds(5)).until(() -> !this.replica.lease().isLapsed());
		assertThat(pulled()).containsExactly(0L, 1L);
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void servesNoPullFromANewPrimaryUntilItAcknowledgedAWrite() throws Exception {
		acknowledge(0);
		assertThat(pulled()).containsExactly(0L);
		acknowledge(1);
		PrimaryRole elected = this.primary.elected();
		this.wire.play(elected);
		this.wire.cut();
		elected.awaitWrite();
		for (int i = 0; i < 5; i++) {
			assertUnconfirmed(this::pulled);
		}
		elected.commit();
		await().atMost(Duration.ofSeconds(5)).until(this::isServed);
		assertThat(pulled()).containsExactly(0L, 1L);
	}

	@Test
	void refusesWhatWasReadWhileThePrimaryChanged() {
		assertThat(pulled()).isEmpty();
		assertUnconfirmed(() -> this.replica.lease().read(() -> {
			change(this.primary.elected());
			return "of either primary";
		}));
	}

	@Test
	void refusesWhatWasReadWhileThePrimaryWasLost() {
		assertThat(pulled()).isEmpty();
		assertUnconfirmed(() -> this.replica.lease().read(() -> {
			change(this.primary);
			return "before or after the loss";
		}));
		await().atMost(Duration.ofSeconds(5)).until(this::isServed);
	}

	@Test
	void writesNothingPerPull() {
		AtomicInteger writes = new AtomicInteger();
		MongoClientSettings.Builder counting = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(this.wire.uri()))
			.addCommandListener(new CommandListener() {
				@Override
				public void commandStarted(CommandStartedEvent event) {
					writes.addAndGet(event.getCommandName().equals("update") ? 1 : 0);
				}
			});
		LeaseSettings hourly = new LeaseSettings(Duration.ofHours(1), Duration.ofHours(2), Duration.ofSeconds(10));
		try (StoreConnection counted = StoreConnection.with(counting, this.wire.uri(), hourly)) {
			for (int i = 0; i < 100; i++) {
				counted.store().oldest("a:b", 0, 10);
			}
		}
		// The first one may have been written before the driver knew the primary.
		assertThat(writes).hasValueBetween(1, 3);
	}

	/**
	 * Breaks all connections, and returns when the driver has a primary again.
	 */
	private void change(PrimaryRole role) {
		try {
			this.wire.down();
			await().atMost(Duration.ofSeconds(20)).until(() -> !isPrimaryKnown());
			this.wire.play(role);
			this.wire.up();
			await().atMost(Duration.ofSeconds(20)).until(this::isPrimaryKnown);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean isPrimaryKnown() {
		return Primary.of(this.replica.client().getClusterDescription()) != null;
	}

	private void acknowledge(long position) {
		Message message = new Message(new ObjectId(), "a:b", position, "a", "text " + position, 1_700_000_000);
		assertThat(this.majority.store().insert(List.of(message))).isEqualTo(new InsertResult.Complete());
	}

	private List<Long> pulled() {
		return this.replica.store().oldest("a:b", 0, 10).stream().map(Message::position).toList();
	}

	private boolean isServed() {
		try {
			pulled();
			return true;
		}
		catch (StoreUnavailableException ex) {
			return false;
		}
	}

	private static void assertUnconfirmed(ThrowingCallable read) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(read)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.PRIMARY_UNCONFIRMED));
	}

}
