package dev.letterbox.messageservice.message.wait;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.letterbox.messageservice.message.ChatPosition;
import dev.letterbox.messageservice.message.wait.Wait.WaitRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WaitsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Waits waits = WaitsFixture.of(2, this.meters);

	private final AtomicBoolean gone = new AtomicBoolean();

	private final AtomicInteger looks = new AtomicInteger();

	private volatile long end;

	@AfterEach
	void endsAllWaits() {
		this.waits.drain();
	}

	@Test
	void isWokenByAMessageOfItsChat() {
		CompletableFuture<Long> waiting = waitFor("a:b", 5, 0, LONG);
		this.waits.stored("a:c", 5, 0);
		this.waits.stored("a:b", 4, 0);
		assertThat(waiting).isNotDone();
		assertThat(this.looks).hasValue(1);
		this.end = 6;
		this.waits.stored("a:b", 5, 0);
		assertThat(waiting).succeedsWithin(LONG).isEqualTo(6L);
		assertThat(ended("news")).isOne();
	}

	@Test
	void isNotWokenBeforeTheTimeItAsksFor() {
		CompletableFuture<Long> waiting = waitFor("a:b", 0, 100, LONG);
		this.waits.stored("a:b", 0, 99);
		assertThat(this.waits.expected()).containsExactly(new ChatPosition("a:b", 1));
		assertThat(this.looks).hasValue(1);
		this.end = 2;
		this.waits.stored("a:b", 1, 100);
		assertThat(waiting).succeedsWithin(LONG).isEqualTo(2L);
	}

	@Test
	void losesNoMessageThatIsStoredDuringALook() {
		Wait wait = begin("a:b", 0, 0, LONG);
		try (wait) {
			long found = wait.hold(() -> {
				long seen = this.end;
				this.end = 1;
				this.waits.stored("a:b", 0, 0);
				return seen;
			}, (it) -> it == 0);
			assertThat(found).isOne();
		}
	}

	@Test
	void looksAgainWhereThereIsStillNothingToAnswer() {
		CompletableFuture<Long> waiting = waitFor("a:b", 0, 0, LONG);
		this.waits.stored("a:b", 0, 0);
		Awaitility.await().until(() -> this.looks.get() == 2);
		assertThat(waiting).isNotDone();
		this.end = 1;
		this.waits.stored("a:b", 0, 0);
		assertThat(waiting).succeedsWithin(LONG).isEqualTo(1L);
	}

	@Test
	void endsWithItsTime() {
		CompletableFuture<Long> waiting = waitFor("a:b", 0, 0, Duration.ofMillis(200));
		assertThat(waiting).succeedsWithin(LONG).isEqualTo(0L);
		assertThat(this.looks).as("no look at the end").hasValue(1);
		assertThat(ended("timeout")).isOne();
	}

	@Test
	void endsWhenItsClientIsGone() {
		CompletableFuture<Long> waiting = waitFor("a:b", 0, 0, LONG);
		this.gone.set(true);
		assertThat(waiting).succeedsWithin(LONG);
		assertThat(ended("gone")).isOne();
		assertThat(this.looks).hasValue(1);
	}

	@Test
	void endsWhenTheReplicaIsAboutToStop() {
		CompletableFuture<Long> waiting = waitFor("a:b", 0, 0, LONG);
		this.waits.drain();
		assertThat(waiting).succeedsWithin(LONG);
		assertThat(ended("drained")).isOne();
		assertThat(this.waits.begin(request("a:b", 0, 0, LONG))).isNull();
		assertThat(gauge()).isZero();
	}

	@Test
	void refusesMoreThanItsLimit() {
		try (Wait one = begin("a:b", 0, 0, LONG); Wait other = begin("a:c", 0, 0, LONG)) {
			assertThat(this.waits.begin(request("a:d", 0, 0, LONG))).isNull();
			assertThat(gauge()).isEqualTo(2);
			assertThat(this.waits.expected()).containsExactlyInAnyOrder(new ChatPosition(one.topic(), 0),
					new ChatPosition(other.topic(), 0));
		}
		assertThat(gauge()).isZero();
		assertThat(this.waits.expected()).isEmpty();
		assertThat(this.meters.counter("letterbox.waits.refused").count()).isOne();
		begin("a:d", 0, 0, LONG).close();
	}

	@Test
	void takesWhatOthersLeaveOfTheHeap() {
		WaitSettings settings = new WaitSettings(6000, LONG, 1, LONG);
		assertThat(settings.most(512L << 20)).isEqualTo(2048);
		assertThat(settings.most(384L << 20)).isEqualTo(1024);
		assertThat(settings.most(200L << 20)).isZero();
		assertThat(settings.most(4L << 30)).isEqualTo(6000);
		assertThat(new WaitSettings(0, LONG, 1, LONG).most(4L << 30)).isZero();
	}

	@Test
	void expectsOnePositionForAllThatWaitForIt() {
		try (Wait one = begin("a:b", 3, 0, LONG); Wait other = begin("a:b", 3, 0, LONG)) {
			other.expect(2);
			assertThat(this.waits.expected()).containsExactly(new ChatPosition("a:b", 3));
			one.expect(7);
			assertThat(this.waits.expected()).containsExactlyInAnyOrder(new ChatPosition("a:b", 3),
					new ChatPosition("a:b", 7));
		}
	}

	@Test
	void countsAWaitWhoseLookFails() {
		Wait wait = begin("a:b", 0, 0, LONG);
		try (wait) {
			assertThatThrownBy(() -> wait.hold(() -> {
				throw new IllegalStateException("no store");
			}, (it) -> true)).hasMessage("no store");
		}
		assertThat(ended("failed")).isOne();
	}

	@Test
	void wakesEachOfManyThatFollowAChat() {
		Waits many = WaitsFixture.of(100, this.meters);
		List<CompletableFuture<Integer>> followers = new ArrayList<>();
		int messages = 10_000;
		for (int i = 0; i < 50; i++) {
			followers.add(CompletableFuture.supplyAsync(() -> follow(many, messages),
					Executors.newVirtualThreadPerTaskExecutor()));
		}
		for (int position = 0; position < messages; position++) {
			this.end = position + 1L;
			many.stored("a:b", position, 0);
		}
		for (CompletableFuture<Integer> follower : followers) {
			assertThat(follower).succeedsWithin(LONG).isEqualTo(messages);
		}
	}

	private int follow(Waits many, int messages) {
		long cursor = 0;
		while (cursor < messages) {
			long from = cursor;
			try (Wait wait = Objects.requireNonNull(many.begin(request("a:b", from, 0, LONG)))) {
				cursor = wait.hold(() -> this.end, (end) -> end <= from);
			}
		}
		return (int) cursor;
	}

	/**
	 * A thread that waits until there is an end, and is known to be parked.
	 */
	private CompletableFuture<Long> waitFor(String chat, long next, long since, Duration longest) {
		CompletableFuture<Long> result = new CompletableFuture<>();
		Thread thread = Thread.ofVirtual().start(() -> {
			try (Wait wait = begin(chat, next, since, longest)) {
				result.complete(wait.hold(() -> {
					this.looks.incrementAndGet();
					return this.end;
				}, (found) -> found == 0));
			}
		});
		Awaitility.await().until(() -> LockSupport.getBlocker(thread) instanceof Wait || !thread.isAlive());
		return result;
	}

	private Wait begin(String chat, long next, long since, Duration longest) {
		@Nullable Wait wait = this.waits.begin(request(chat, next, since, longest));
		return Objects.requireNonNull(wait);
	}

	private WaitRequest request(String chat, long next, long since, Duration longest) {
		return new WaitRequest(chat, next, since, longest, this.gone::get);
	}

	private double ended(String result) {
		Awaitility.await().until(() -> gauge() == 0);
		return this.meters.counter("letterbox.waits.ended", "result", result).count();
	}

	private double gauge() {
		return this.meters.get("letterbox.waits").gauge().value();
	}

}
