package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class TipCacheTests {

	private static final int CAPACITY = 4;

	private final TipCache tips = new TipCache(CAPACITY, Duration.ofMillis(500), (chat) -> new Tip(7, 7));

	@Test
	void keepsTheTipsOfChatsWithSendsUnderWay() {
		List<String> retained = IntStream.range(0, 3 * CAPACITY).mapToObj((i) -> "retained" + i).toList();
		for (String chat : retained) {
			assertThat(this.tips.retain(chat)).isFalse();
			this.tips.put(chat, new Tip(1, 1));
		}
		fill(100);
		assertThat(retained).allSatisfy((chat) -> assertThat(this.tips.get(chat)).isEqualTo(new Tip(1, 1)));
	}

	@Test
	void remembersNoMoreOtherTipsThanItMay() {
		List<String> retained = IntStream.range(0, 3 * CAPACITY).mapToObj((i) -> "retained" + i).toList();
		for (String chat : retained) {
			this.tips.retain(chat);
			this.tips.put(chat, new Tip(1, 1));
		}
		retained.forEach(this.tips::release);
		fill(100);
		List<String> all = IntStream.range(0, 100).mapToObj((i) -> "other" + i).toList();
		assertThat(all.stream().filter((chat) -> this.tips.get(chat) != null).count()
				+ retained.stream().filter((chat) -> this.tips.get(chat) != null).count())
			.isBetween(1L, (long) CAPACITY);
	}

	@Test
	void keepsTheLaterOfTwoTips() {
		this.tips.put("a:b", new Tip(5, 1));
		this.tips.put("a:b", new Tip(3, 2));
		assertThat(this.tips.get("a:b")).isEqualTo(new Tip(5, 1));
		this.tips.put("a:b", new Tip(6, 2));
		assertThat(this.tips.get("a:b")).isEqualTo(new Tip(6, 2));
	}

	@Test
	void keepsAChatOfWhichOneOfTwoSendsIsUnderWay() {
		this.tips.retain("a:b");
		this.tips.put("a:b", new Tip(5, 1));
		assertThat(this.tips.retain("a:b")).isTrue();
		this.tips.release("a:b");
		this.tips.forget("a:b");
		assertThat(this.tips.get("a:b")).isNull();
		this.tips.put("a:b", new Tip(6, 1));
		fill(100);
		assertThat(this.tips.get("a:b")).isEqualTo(new Tip(6, 1));
	}

	@Test
	void readsAChatOnceForConcurrentSends() throws Exception {
		AtomicInteger reads = new AtomicInteger();
		CountDownLatch release = new CountDownLatch(1);
		TipCache slow = new TipCache(CAPACITY, Duration.ofMillis(500), (chat) -> {
			reads.incrementAndGet();
			awaitOpen(release);
			return new Tip(7, 7);
		});
		try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
			Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
			List<Future<?>> sends = IntStream.range(0, 4).<Future<?>>mapToObj((i) -> clients.submit(() -> {
				waiting.add(Thread.currentThread());
				slow.read("a:b");
			})).toList();
			await().until(() -> waiting.size() == 4
					&& waiting.stream().allMatch((thread) -> thread.getState() == Thread.State.WAITING));
			release.countDown();
			for (Future<?> send : sends) {
				send.get();
			}
		}
		assertThat(reads).hasValue(1);
		assertThat(slow.get("a:b")).isEqualTo(new Tip(7, 7));
	}

	@Test
	void readsAgainAfterAFailedRead() {
		AtomicInteger reads = new AtomicInteger();
		TipCache failing = new TipCache(CAPACITY, Duration.ofMillis(500), (chat) -> {
			if (reads.incrementAndGet() == 1) {
				throw new StoreUnavailableException(Reason.CIRCUIT_OPEN, null);
			}
			return new Tip(7, 7);
		});
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> failing.read("a:b"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.CIRCUIT_OPEN));
		failing.read("a:b");
		assertThat(failing.get("a:b")).isEqualTo(new Tip(7, 7));
	}

	private void fill(int count) {
		for (int round = 0; round < 10; round++) {
			for (int i = 0; i < count; i++) {
				this.tips.put("other" + i, new Tip(round, round));
				this.tips.get("other" + i);
			}
		}
	}

	private static void awaitOpen(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
