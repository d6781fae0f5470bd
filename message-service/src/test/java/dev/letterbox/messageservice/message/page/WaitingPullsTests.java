package dev.letterbox.messageservice.message.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.memory.Budgets;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.message.wait.Wait;
import dev.letterbox.messageservice.message.wait.Wait.WaitRequest;
import dev.letterbox.messageservice.message.wait.WaitSettings;
import dev.letterbox.messageservice.message.wait.Waits;
import dev.letterbox.messageservice.message.wait.WaitsFixture;
import dev.letterbox.messageservice.teststore.TestStore;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pulls that wait in one replica while another one, which knows nothing of it, stores.
 */
class WaitingPullsTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final StoreConnection connection;

	private final Waits waits = WaitsFixture.of(100, new SimpleMeterRegistry());

	private final List<Thread> threads = new ArrayList<>();

	private @Nullable NewsPoll poll;

	private @Nullable WaitingPulls pulls;

	private RecentMessages recent = Memories.none();

	WaitingPullsTests() throws InterruptedException {
		this.connection = StoreConnection.to(TestStore.uri()).withIndexes();
	}

	@AfterEach
	void close() {
		this.waits.drain();
		if (this.poll != null) {
			this.poll.close();
		}
		this.connection.close();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1 << 20 })
	void seesWhatAnotherReplicaStores(long memory) {
		start(memory);
		CompletableFuture<List<Long>> first = pull("a:b", 0L, 10, null);
		CompletableFuture<List<Long>> second = pull("b:a", 0L, 200, null);
		CompletableFuture<List<Long>> later = pull("a:b", 3L, 10, null);
		CompletableFuture<List<Long>> other = pull("a:c", 0L, 10, null);
		awaitWaits(4);
		store("a:b", 0, 2);
		assertThat(first).succeedsWithin(LIMIT).isEqualTo(List.of(0L, 1L));
		assertThat(second).succeedsWithin(LIMIT).isEqualTo(List.of(0L, 1L));
		assertThat(later).isNotDone();
		store("a:b", 2, 3);
		assertThat(later).succeedsWithin(LIMIT).isEqualTo(List.of(3L, 4L));
		assertThat(other).isNotDone();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1 << 20 })
	void seesWhatIsStoredInTheTimeItAsksFor(long memory) {
		start(memory);
		store("a:b", 0, 5);
		CompletableFuture<List<Long>> waiting = pull("a:b", null, 10, 7L);
		CompletableFuture<List<Long>> future = pull("a:b", null, 10, 1L << 40);
		awaitWaits(2);
		assertThat(this.waits.expected()).hasSize(1);
		// Stored in second 5 and 6, 7 and 8.
		store("a:b", 5, 4);
		assertThat(waiting).succeedsWithin(LIMIT).isEqualTo(List.of(7L, 8L));
		assertThat(future).isNotDone();
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.waits.expected().stream().allMatch((place) -> place.position() == 9));
	}

	@Test
	void answersFromMemoryWithoutTheStore() {
		start(1 << 20);
		CompletableFuture<List<Long>> waiting = pull("a:b", 0L, 2, null);
		awaitWaits(1);
		this.connection.close();
		this.recent.add("a:b",
				LongStream.range(0, 3).mapToObj((position) -> EncodedMessage.of(message("a:b", position))).toList());
		assertThat(waiting).succeedsWithin(LIMIT).isEqualTo(List.of(0L, 1L));
	}

	private void start(long memory) {
		this.recent = Memories.of(memory, memory, this.waits);
		MessageReader reader = new MessageReader(this.connection.store(), this.recent);
		BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
		this.pulls = new WaitingPulls(
				new PageReader(reader, bulkheads, Budgets.ample(), new PullMetrics(new SimpleMeterRegistry())));
		this.poll = new NewsPoll(this.waits, this.connection.nextMessages(), reader, bulkheads,
				new WaitSettings(100, Duration.ofMillis(50), 2, Duration.ofSeconds(5)));
	}

	private CompletableFuture<List<Long>> pull(String spelled, @Nullable Long cursor, int limit, @Nullable Long since) {
		Chat chat = Chat.of(spelled);
		CompletableFuture<List<Long>> result = new CompletableFuture<>();
		this.threads.add(Thread.ofVirtual().start(() -> {
			WaitRequest request = new WaitRequest(chat.canonical(), (cursor != null) ? cursor : 0,
					(since != null) ? since : 0, Duration.ofMinutes(1), () -> false);
			try (Wait wait = Objects.requireNonNull(this.waits.begin(request));
					Page page = Objects.requireNonNull(this.pulls)
						.read(new PageRequest(chat, cursor, limit, false, null, since), wait)) {
				result.complete(StreamSupport.stream(page.messages().spliterator(), false)
					.map(EncodedMessage::position)
					.toList());
			}
			catch (RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		}));
		return result;
	}

	/**
	 * Waits until so many pulls have looked and found nothing.
	 */
	private void awaitWaits(int count) {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.threads.stream()
				.filter((it) -> LockSupport.getBlocker(it) instanceof Wait)
				.count() == count);
	}

	private void store(String chat, long from, int count) {
		this.connection.store()
			.insert(LongStream.range(from, from + count).mapToObj((position) -> message(chat, position)).toList());
	}

	/** A message whose send_time is its position. */
	private static Message message(String chat, long position) {
		return new Message(new ObjectId(), chat, position, "a", "text", position);
	}

}
