package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.append.LanesHealthIndicator.LaneHealth;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * After an unexpected failure a lane continues: at most the sends of one flush are
 * answered with an error, and no message is lost or stored twice.
 */
class LaneFailureTests extends PatientAppenderFixture {

	private final FailingClock clock = new FailingClock();

	@Test
	void refusesAsNotStoredWhatFailsBeforeTheInsertAndContinues() throws Exception {
		MessageAppender appender = patient(this.wire.uri(), this.clock, new AppendMetrics(this.meters));
		warm(appender, List.of("a:b"));
		this.clock.failures.set(3);
		for (int i = 0; i < 3; i++) {
			Future<Receipt> send = send(appender, "a:b", "not stored", "key");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(send::get)
				.withCauseInstanceOf(StoreUnavailableException.class)
				.withRootCauseInstanceOf(StackOverflowError.class);
		}
		assertThat(send(appender, "a:b", "stored", "key").get().message().position()).isEqualTo(1);
		assertDense("a:b", 2);
		assertFailures(appender, 3);
	}

	@Test
	void looksUpWhatAFailedFlushMayHaveStored() throws Exception {
		FailingMetrics metrics = new FailingMetrics(this.meters);
		MessageAppender appender = patient(this.wire.uri(), this.clock, metrics);
		warm(appender, List.of("a:b", "c:d"));
		Fault.Held held = hold();
		List<Future<Receipt>> sends = new ArrayList<>(List.of(send(appender, "x:y", "opens the lane", null)));
		held.reached().await();
		for (int i = 0; i < 12; i++) {
			sends.add(send(appender, (i % 3 == 0) ? "c:d" : "a:b", "text " + i, (i % 2 == 0) ? "key " + i : null));
		}
		awaitWaiting(appender, 13);
		metrics.flushes.set(2);
		held.release().countDown();
		for (Future<Receipt> send : sends) {
			assertThat(send.get().replayed()).isFalse();
		}
		assertDense("a:b", 9);
		assertDense("c:d", 5);
		assertFailures(appender, 2);
	}

	@Test
	void triesAgainWhatAFailedFlushDidNotStore() throws Exception {
		FailingMetrics metrics = new FailingMetrics(this.meters);
		MessageAppender appender = patient(this.wire.uri(), this.clock, metrics);
		warm(appender, List.of("a:b"));
		this.wire.plan(new Fault.CutBefore());
		metrics.flushes.set(1);
		Receipt receipt = send(appender, "a:b", "text", "key").get();
		assertThat(receipt.message().position()).isEqualTo(1);
		assertThat(receipt.replayed()).isFalse();
		assertDense("a:b", 2);
		assertFailures(appender, 1);
	}

	@Test
	void boundsTheRetriesOfASendThatMakesItsFlushFail() throws Exception {
		FailingMetrics metrics = new FailingMetrics(this.meters);
		MessageAppender appender = patient(this.wire.uri(), this.clock, metrics);
		warm(appender, List.of("a:b"));
		int before = this.wire.inserts();
		this.wire.plan(new Fault.CutBefore(), new Fault.CutBefore());
		metrics.flushes.set(2);
		Future<Receipt> send = send(appender, "a:b", "text", null);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(send::get)
			.withCauseInstanceOf(OutcomeUnknownException.class);
		assertThat(this.wire.inserts() - before).isEqualTo(2);
		await().atMost(Duration.ofSeconds(5)).until(() -> succeeds(send(appender, "a:b", "another", null)));
		assertDense("a:b", 2);
		assertFailures(appender, 2);
	}

	@Test
	void answersASendAtOnceWhoseRecoveryFails() throws Exception {
		FailingMetrics metrics = new FailingMetrics(this.meters);
		this.wire.hideIndexNames();
		MessageAppender appender = patient(this.wire.uri(), this.clock, metrics);
		warm(appender, List.of("a:b"));
		this.straight.insert(List.of(new Message(new ObjectId(), "a:b", 1, "a", "won the race", 1_700_000_000)));
		metrics.conflicts.set(1);
		Future<Receipt> send = send(appender, "a:b", "not stored", null);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(send::get)
			.withCauseInstanceOf(StoreUnavailableException.class)
			.withRootCauseInstanceOf(NoClassDefFoundError.class);
		assertThat(send(appender, "a:b", "stored", null).get().message().position()).isEqualTo(2);
		assertFailures(appender, 1);
	}

	@Test
	void isDownOnceALaneHasEnded() throws Exception {
		MessageAppender appender = patient(this.wire.uri(), this.clock, new AppendMetrics(this.meters));
		LanesHealthIndicator health = new LanesHealthIndicator(appender);
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		appender.close();
		await().atMost(Duration.ofSeconds(5)).until(() -> health.health().getStatus().equals(Status.DOWN));
		assertThat(health.health().getDetails()).containsEntry("lane-0", new LaneHealth(false, 0));
	}

	private void assertFailures(MessageAppender appender, int count) {
		await().atMost(Duration.ofSeconds(5)).until(() -> counter("letterbox.lane.failures") == count);
		Health health = new LanesHealthIndicator(appender).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("lane-0", new LaneHealth(true, count));
		assertThat(counter("letterbox.flush.unknown")).isZero();
		List<String> texts = List.of("a:b", "c:d")
			.stream()
			.flatMap((chat) -> this.straight.oldest(chat, 0, 100).stream())
			.map((message) -> message.chat() + message.text())
			.toList();
		assertThat(texts).doesNotHaveDuplicates();
	}

	private static void failIfPlanned(AtomicInteger failures, Error failure) {
		if (failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw failure;
		}
	}

	/**
	 * Fails while a flush is numbered, before anything is handed to the store.
	 */
	private static final class FailingClock extends Clock {

		private final AtomicInteger failures = new AtomicInteger();

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			failIfPlanned(this.failures, new StackOverflowError("planned"));
			return Instant.ofEpochSecond(1_700_000_000);
		}

	}

	/**
	 * Fails when an insert has returned, and when a position conflict is counted.
	 */
	private static final class FailingMetrics extends AppendMetrics {

		private final AtomicInteger flushes = new AtomicInteger();

		private final AtomicInteger conflicts = new AtomicInteger();

		FailingMetrics(MeterRegistry registry) {
			super(registry);
		}

		@Override
		void flushed(int messages, long nanos) {
			failIfPlanned(this.flushes, new NoClassDefFoundError("planned"));
			super.flushed(messages, nanos);
		}

		@Override
		void positionConflict() {
			failIfPlanned(this.conflicts, new NoClassDefFoundError("planned"));
			super.positionConflict();
		}

	}

}
