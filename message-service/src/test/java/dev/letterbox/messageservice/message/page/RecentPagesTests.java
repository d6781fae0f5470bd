package dev.letterbox.messageservice.message.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.append.RunningAppender;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pages of replicas with messages in memory: the same as without, and with fewer
 * questions to the store.
 */
class RecentPagesTests {

	private static final Chat CHAT = Chat.of("a:b");

	private static final int STEPS = Integer.getInteger("letterbox.recent.steps", 250);

	private final List<AutoCloseable> open = new ArrayList<>();

	private final AtomicInteger finds = new AtomicInteger();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private StoreConnection connection;

	private Replica replica;

	private Replica other;

	@BeforeEach
	void connect() throws Exception {
		String uri = TestStore.uri();
		this.connection = opened(StoreConnection
			.with(MongoClientSettings.builder()
				.applyConnectionString(new ConnectionString(uri))
				.addCommandListener(new Finds()), uri)
			.withIndexes());
		this.replica = replica(Memories.of(1_000_000, 500_000));
		this.other = new Replica(opened(new RunningAppender(this.connection, Memories.none())),
				PageReaders.of(this.connection.store(), Memories.none()));
	}

	@AfterEach
	void disconnect() throws Exception {
		for (AutoCloseable closeable : this.open.reversed()) {
			closeable.close();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void agreeWithAReplicaWithoutMemory(long seed) throws Exception {
		Random random = new Random(seed);
		List<Replica> replicas = List.of(replica(Memories.of(1_000_000, 100_000)), replica(Memories.of(3_000, 2_000)),
				replica(Memories.of(40_000, 10_000)), this.other);
		for (int i = 0; i < STEPS; i++) {
			Replica sender = replicas.get(random.nextInt(replicas.size()));
			for (int sends = random.nextInt((i % 50 == 0) ? 80 : 4); sends > 0; sends--) {
				sender.send("x".repeat(1 + random.nextInt((random.nextInt(20) == 0) ? 3_000 : 30)));
			}
			PageRequest request = request(random, this.other.size());
			Page expected = this.other.page(request);
			for (Replica asked : replicas) {
				assertThat(asked.page(request)).as("%s, seed %d, step %d", request, seed, i).isEqualTo(expected);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "false,,,", "false, 20,,", "true,,,", "true, 3,,", "true,, 21,", "false,,, 0" })
	void seeAtOnceWhatAnotherReplicaStored(boolean reverse, @Nullable Long cursor, @Nullable Long before,
			@Nullable Long since) throws Exception {
		for (int limit : new int[] { 30, 200 }) {
			PageRequest request = new PageRequest(CHAT, cursor, limit, reverse, before, since);
			for (int i = 0; i < 20; i++) {
				this.replica.send("hi");
				assertThat(this.replica.page(request)).isEqualTo(this.other.page(request));
				this.other.send("of another replica");
				assertThat(this.replica.page(request)).isEqualTo(this.other.page(request));
			}
		}
	}

	@Test
	void areReadWithoutTheStoreBelowAKnownMessage() throws Exception {
		fill(this.replica, 50);
		assertFinds(0, request(0L, 10, false, null, null));
		assertFinds(0, request(39L, 10, false, null, null));
		assertFinds(0, request(null, 10, false, null, 0L));
		assertFinds(0, request(null, 10, true, 50L, null));
		assertFinds(0, request(null, 10, true, 3L, null));
	}

	@Test
	void askTheStoreOnceForWhatLiesBehindTheKnownEnd() throws Exception {
		fill(this.replica, 50);
		assertFinds(1, request(40L, 10, false, null, null));
		assertFinds(1, request(50L, 10, false, null, null));
		assertFinds(1, request(null, 10, true, null, null));
		assertFinds(1, request(5L, 10, true, null, null));
		assertFinds(1, request(null, 10, true, 1000L, null));
		assertFinds(1, request(null, 1000, false, null, null));
		assertFinds(1, request(null, 1000, true, null, null));
		fill(this.other, 5);
		assertFinds(1, request(50L, 10, false, null, null));
		fill(this.other, 5);
		assertFinds(1, request(null, 10, true, null, null));
		assertFinds(0, request(49L, 10, false, null, null));
	}

	@Test
	void areKeptAsTheyAreRead() throws Exception {
		fill(this.other, 200);
		assertFinds(1, request(null, 10, true, null, null));
		assertFinds(1, request(null, 10, true, 190L, null));
		assertFinds(0, request(181L, 10, false, null, null));
		// A page shortly below the messages in memory is joined with them.
		assertFinds(1, request(130L, 10, false, null, null));
		assertFinds(0, request(150L, 10, false, null, null));
		// One far below is not kept.
		assertFinds(1, request(0L, 10, false, null, null));
		assertFinds(1, request(0L, 10, false, null, null));
	}

	@Test
	void tellWhereTheyCameFrom() throws Exception {
		fill(this.replica, 50);
		this.replica.page(request(0L, 10, false, null, null));
		this.replica.page(request(50L, 10, false, null, null));
		this.replica.page(request(null, 10, false, null, 1L << 40));
		assertThat(pages("hit")).isOne();
		assertThat(pages("tail")).isOne();
		assertThat(pages("miss")).isOne();
	}

	@Test
	void needNeitherStoreNorPermitBelowAKnownMessage() throws Exception {
		try (FaultyWire wire = new FaultyWire(TestStore.uri());
				StoreConnection cut = StoreConnection.to(wire.uri()).withIndexes()) {
			Replica alone = replica(cut, Memories.of(1_000_000, 500_000));
			fill(alone, 20);
			wire.down();
			assertThat(alone.page(request(0L, 10, false, null, null)).messages()).hasSize(10);
			assertThatExceptionOfType(StoreUnavailableException.class).as("no end of a chat from memory")
				.isThrownBy(() -> alone.page(request(10L, 10, false, null, null)));
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> alone.page(request(null, 10, true, null, null)));
		}
	}

	@Test
	void haveWhatWasAcknowledgedWhateverThePrimaryLacks() throws Exception {
		try (FaultyWire wire = new FaultyWire(TestStore.uri());
				StoreConnection lagging = StoreConnection.to(wire.uri()).withIndexes()) {
			Replica behind = replica(lagging, Memories.of(1_000_000, 500_000));
			fill(behind, 20);
			wire.hideFrom(10);
			assertThat(behind.page(request(15L, 10, false, null, null)).messages())
				.as("what was acknowledged is known without the store")
				.hasSize(5);
		}
	}

	@Test
	void areRightForAReplayOfASend() throws Exception {
		fill(this.replica, 3);
		SendRequest keyed = new SendRequest(CHAT, "a", "keyed", "key");
		long position = this.other.appender().append(keyed).message().position();
		assertThat(this.replica.appender().append(keyed).message().position()).isEqualTo(position);
		assertThat(this.replica.appender().append(keyed).replayed()).isTrue();
		fill(this.replica, 3);
		PageRequest all = request(0L, 30, false, null, null);
		assertThat(this.replica.page(all)).isEqualTo(this.other.page(all));
		assertThat(this.replica.page(all).messages()).hasSize(7);
	}

	private void assertFinds(int count, PageRequest request) {
		Page expected = this.other.page(request);
		this.finds.set(0);
		assertThat(this.replica.page(request)).isEqualTo(expected);
		assertThat(this.finds).as("finds for %s", request).hasValue(count);
	}

	private double pages(String result) {
		return this.meters.get("letterbox.recent.pages").tag("result", result).counter().count();
	}

	private static void fill(Replica replica, int count) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			replica.send("text " + i);
		}
	}

	private static PageRequest request(Random random, long size) {
		int limit = 1 + random.nextInt(random.nextBoolean() ? 20 : 120);
		boolean reverse = random.nextBoolean();
		Long place = Math.max(0, random.nextBoolean() ? size + 3 - random.nextInt(30) : random.nextLong(size + 5));
		return switch (random.nextInt(4)) {
			case 0 -> request(null, limit, reverse, null, null);
			case 1 -> request(reverse ? (Long) (long) random.nextInt(30) : place, limit, reverse, null, null);
			case 2 -> request(null, limit, true, place, null);
			default -> request(random.nextBoolean() ? place : null, limit, false, null,
					System.currentTimeMillis() / 1000 - random.nextInt(3));
		};
	}

	private static PageRequest request(@Nullable Long cursor, int limit, boolean reverse, @Nullable Long before,
			@Nullable Long since) {
		return new PageRequest(CHAT, cursor, limit, reverse, before, since);
	}

	private Replica replica(RecentMessages recent) {
		return replica(this.connection, recent);
	}

	private Replica replica(StoreConnection at, RecentMessages recent) {
		return new Replica(opened(new RunningAppender(at, recent)),
				PageReaders.of(at.store(), recent, BulkheadRegistry.ofDefaults(), this.meters));
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.open.add(closeable);
		return closeable;
	}

	private record Replica(RunningAppender appender, PageReader reader) {

		void send(String text) throws InterruptedException {
			this.appender.append(new SendRequest(CHAT, "a", text, null));
		}

		long size() {
			return page(request(null, 1, true, null, null)).last() + 1;
		}

		Page page(PageRequest request) {
			try (Page page = this.reader.read(request)) {
				List<EncodedMessage> messages = new ArrayList<>();
				page.messages().forEach(messages::add);
				return new Page(messages, page.hasMore(), page.nextCursor(), page.last());
			}
		}

	}

	private final class Finds implements CommandListener {

		@Override
		public void commandStarted(CommandStartedEvent event) {
			if (event.getCommandName().equals("find")) {
				RecentPagesTests.this.finds.incrementAndGet();
			}
		}

	}

}
