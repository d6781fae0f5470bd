package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.RequestDeadline;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Messages are neither lost nor stored twice when the wire to the store fails, at each
 * moment that matters.
 */
class MessageAppenderTests extends AppenderFixture {

	@Test
	void numbersEachChatFromZeroWithoutAGap() throws Exception {
		MessageAppender appender = appender();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			sends.add(send(appender, "chat" + i % 7 + ":x", "text " + i, null));
		}
		for (Future<Receipt> send : sends) {
			assertThat(send.get().replayed()).isFalse();
		}
		for (int chat = 0; chat < 7; chat++) {
			assertDense("chat" + chat + ":x", (chat < 300 % 7) ? 43 : 42);
		}
	}

	@Test
	void carriesWhatGathersDuringAFlushInOneInsert() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, IntStream.range(0, 50).mapToObj((i) -> "c" + i + ":x").toList());
		int before = this.wire.inserts();
		Fault.Held held = hold();
		List<Future<Receipt>> sends = new ArrayList<>();
		sends.add(send(appender, "c0:x", "first", null));
		held.reached().await();
		for (int i = 0; i < 50; i++) {
			sends.add(send(appender, "c" + i + ":x", "gathered", null));
		}
		awaitWaiting(appender, 51);
		held.release().countDown();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		assertThat(this.wire.inserts() - before).isEqualTo(2);
	}

	@Test
	void twoReplicasInOneChatStoreEachMessageOnceWithoutAGap() throws Exception {
		MessageAppender one = appender();
		MessageAppender two = appender();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			sends.add(send((i % 2 == 0) ? one : two, "a:b", "text " + i, null));
		}
		for (Future<Receipt> send : sends) {
			send.get();
		}
		assertDense("a:b", 200);
	}

	@Test
	void goesOnWithOtherChatsWhenOneHasAConflictInTheMiddleOfABatch() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b", "c:d", "e:f"));
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (String chat : List.of("a:b", "c:d", "e:f", "c:d", "a:b", "e:f")) {
			sends.add(send(appender, chat, "gathered", null));
		}
		awaitWaiting(appender, 7);
		this.straight.insert(List.of(new Message(new ObjectId(), "c:d", 1, "c", "won the race", 1_700_000_000)));
		held.release().countDown();
		first.get();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		assertDense("a:b", 3);
		assertDense("c:d", 4);
		assertDense("e:f", 3);
	}

	@Test
	void storesOneKeyOnceForAnyNumberOfSendsAndReplicas() throws Exception {
		MessageAppender one = appender();
		MessageAppender two = appender();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			sends.add(send((i % 2 == 0) ? one : two, "a:b", "same", "key"));
			sends.add(send((i % 2 == 0) ? two : one, "a:b", "other " + i, null));
		}
		int fresh = 0;
		for (int i = 0; i < sends.size(); i += 2) {
			Receipt receipt = sends.get(i).get();
			assertThat(receipt.message().text()).isEqualTo("same");
			fresh += receipt.replayed() ? 0 : 1;
		}
		for (int i = 1; i < sends.size(); i += 2) {
			sends.get(i).get();
		}
		assertThat(fresh).isOne();
		assertDense("a:b", 41);
	}

	@Test
	void answersAReplayInTheMiddleOfABatchAndRenumbersTheRest() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		Receipt original = send(appender, "a:b", "original", "key").get();
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> around = new ArrayList<>();
		around.add(send(appender, "a:b", "before", null));
		awaitWaiting(appender, 2);
		Future<Receipt> replay = send(appender, "a:b", "original", "key");
		awaitWaiting(appender, 3);
		around.add(send(appender, "a:b", "after", null));
		awaitWaiting(appender, 4);
		held.release().countDown();
		assertThat(replay.get()).isEqualTo(new Receipt(original.message(), true));
		assertThat(first.get().message().position()).isZero();
		assertThat(around.get(0).get().message().position()).isEqualTo(1);
		assertThat(around.get(1).get().message().position()).isEqualTo(2);
		assertDense("a:b", 3);
	}

	@Test
	void refusesAKeyUsedForAnotherTextOrSender() throws Exception {
		MessageAppender appender = appender();
		send(appender, "a:b", "original", "key").get();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> send(appender, "a:b", "another", "key").get())
			.withCauseInstanceOf(KeyReusedException.class);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.clients
				.submit(() -> appender.append(new SendRequest(Chat.of("a:b"), "b", "original", "key")))
				.get())
			.withCauseInstanceOf(KeyReusedException.class);
		assertThat(send(appender, "a:c", "another", "key").get().replayed()).isFalse();
		assertDense("a:b", 1);
	}

	@Test
	void storesOnceWhenTheConnectionBreaksBeforeTheInsert() throws Exception {
		assertStoredOnceDespite(new Fault.CutBefore());
	}

	@Test
	void storesOnceWhenTheConnectionBreaksAfterTheInsert() throws Exception {
		assertStoredOnceDespite(new Fault.CutAfter());
	}

	@Test
	void storesOnceWhenTheConnectionBreaksInTheMiddleOfABatch() throws Exception {
		assertStoredOnceDespite(new Fault.CutWithin(7));
	}

	@Test
	void answersOnlyWhatIsConfirmedWhenNoMajorityConfirms() throws Exception {
		assertStoredOnceDespite(new Fault.NoMajority());
	}

	@Test
	void storesOnceWhenTheStoreNeverReplies() throws Exception {
		assertStoredOnceDespite(new Fault.Silence());
	}

	@Test
	void storesOnceWhenFaultFollowsFault() throws Exception {
		assertStoredOnceDespite(new Fault.CutAfter(), new Fault.CutBefore(), new Fault.CutWithin(1),
				new Fault.NoMajority());
	}

	@Test
	void storesOnceWhenAnInsertArrivesLongAfterItWasGivenUp() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		List<Future<Receipt>> sends = IntStream.range(0, 3)
			.mapToObj((i) -> send(appender, "a:b", "text " + i, (i == 1) ? "key" : null))
			.toList();
		for (Future<Receipt> send : sends) {
			assertThat(send.get().replayed()).isFalse();
		}
		held.release().countDown();
		send(appender, "a:b", "last", null).get();
		assertDense("a:b", 5);
	}

	@Test
	void answersWithinTheDeadlineWhileTheStoreIsGoneAndServesAgainAfterwards() throws Exception {
		MessageAppender appender = appender(settings(2, 4096, 1000));
		warm(appender, List.of("a:b"));
		this.wire.down();
		long start = System.nanoTime();
		List<Future<Receipt>> sends = IntStream.range(0, 20)
			.mapToObj((i) -> send(appender, "a:b", "while down " + i, null))
			.toList();
		for (Future<Receipt> send : sends) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(send::get)
				.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfAny(StoreUnavailableException.class,
						OutcomeUnknownException.class));
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(deadline().multipliedBy(2));
		this.wire.up();
		await().atMost(Duration.ofSeconds(5)).until(() -> succeeds(send(appender, "a:b", "after", null)));
		List<Message> messages = this.straight.oldest("a:b", 0, 100);
		assertThat(messages).extracting(Message::text).doesNotHaveDuplicates();
		assertDense("a:b", messages.size());
	}

	@Test
	void refusesSendsAtOnceWhileTheStoreRefusesToWrite() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		int before = this.wire.inserts();
		this.wire.refuseWrites(true);
		for (String key : Arrays.asList("key", null)) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> send(appender, "a:b", "refused", key).get())
				.havingCause()
				.isInstanceOfSatisfying(StoreUnavailableException.class,
						(ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_REFUSED));
		}
		assertThat(this.wire.refused()).isEqualTo(2);
		assertThat(this.wire.inserts()).isEqualTo(before);
		this.wire.refuseWrites(false);
		assertThat(send(appender, "a:b", "stored", null).get().message().position()).isOne();
		assertDense("a:b", 2);
	}

	@Test
	void refusesNewSendsWhileOthersWaitTooLong() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000, Duration.ofMillis(50), Duration.ofSeconds(30)),
				Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		List<Future<Receipt>> accepted = new ArrayList<>(List.of(send(appender, "a:b", "in flight", null)));
		held.reached().await();
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			Future<Receipt> send = send(appender, "a:b", "waits", null);
			accepted.add(send);
			return send.state() == Future.State.FAILED;
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(accepted.getLast()::get)
			.havingCause()
			.isInstanceOfSatisfying(StoreUnavailableException.class,
					(ex) -> assertThat(ex.reason()).isEqualTo(Reason.QUEUE_TIME));
		held.release().countDown();
		int stored = 1;
		for (Future<Receipt> send : accepted) {
			stored += succeeds(send) ? 1 : 0;
		}
		send(appender, "a:b", "after", null).get();
		assertDense("a:b", stored + 1);
	}

	@Test
	void waitsNoLongerThanTheRequestMay() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		Future<Receipt> inFlight = send(appender, "a:b", "in flight", null);
		held.reached().await();
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> RequestDeadline.within(Duration.ofMillis(20),
					() -> appender.append(new SendRequest(Chat.of("a:b"), "a", "expires", null))))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_TOO_SLOW));
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> RequestDeadline.within(Duration.ZERO,
					() -> appender.append(new SendRequest(Chat.of("a:b"), "a", "expired", null))))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.EXPIRED));
		assertThat(inFlight).isNotDone();
		held.release().countDown();
		inFlight.get();
		send(appender, "a:b", "last", null).get();
		assertThat(this.straight.oldest("a:b", 1, 10)).extracting(Message::text).containsExactly("in flight", "last");
	}

	@Test
	void answersThatASendWasNotStoredThatOnlyWaited() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		Future<Receipt> inFlight = send(appender, "a:b", "in flight", null);
		held.reached().await();
		Future<Receipt> waiting = send(appender, "a:b", "waiting", null);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(inFlight::get)
			.withCauseInstanceOf(OutcomeUnknownException.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get)
			.withCauseInstanceOf(StoreUnavailableException.class);
		held.release().countDown();
		send(appender, "a:b", "last", null).get();
		assertThat(this.straight.oldest("a:b", 1, 10)).extracting(Message::text).containsExactly("in flight", "last");
	}

	@Test
	void refusesSendsOverTheLimitAtOnce() throws Exception {
		MessageAppender appender = appender(settings(1, 2, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		List<Future<Receipt>> sends = List.of(send(appender, "a:b", "1", null), send(appender, "a:b", "2", null));
		held.reached().await();
		awaitWaiting(appender, 2);
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> appender.append(new SendRequest(Chat.of("a:b"), "a", "3", null)));
		held.release().countDown();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		assertDense("a:b", 3);
	}

	@Test
	void neverLetsSendTimeDecrease() throws Exception {
		MessageAppender ahead = appender(settings(1, 4096, 1000), OPERATION, Instant.ofEpochSecond(2_000));
		MessageAppender behind = appender(settings(1, 4096, 1000), OPERATION, Instant.ofEpochSecond(1_000));
		assertThat(send(behind, "a:b", "1", null).get().message().sendTime()).isEqualTo(1_000);
		assertThat(send(ahead, "a:b", "2", null).get().message().sendTime()).isEqualTo(2_000);
		assertThat(send(behind, "a:b", "3", null).get().message().sendTime()).isEqualTo(2_000);
	}

	@Test
	void remembersOnlySoManyTips() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 2));
		for (int round = 0; round < 3; round++) {
			for (int chat = 0; chat < 5; chat++) {
				send(appender, "chat" + chat + ":x", "text", null).get();
			}
		}
		for (int chat = 0; chat < 5; chat++) {
			assertDense("chat" + chat + ":x", 3);
		}
		assertThat(this.meters.get("letterbox.tips").tag("result", "miss").counter().count()).isGreaterThan(5);
	}

	@Test
	void readsEachTipOnceWhileMoreChatsAreSentToThanTipsAreRemembered() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1), Duration.ofSeconds(30));
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		AtomicInteger reads = new AtomicInteger();
		this.wire.onCommand((command) -> reads.addAndGet(command.equals("find") ? 1 : 0));
		List<Future<Receipt>> sends = IntStream.range(0, 50)
			.mapToObj((i) -> send(appender, "chat" + i + ":x", "text", null))
			.toList();
		await().atMost(Duration.ofSeconds(20)).until(() -> reads.get() == 50);
		held.release().countDown();
		first.get();
		for (Future<Receipt> send : sends) {
			assertThat(send.get().message().position()).isZero();
		}
		assertThat(reads).hasValue(50);
	}

	private void assertStoredOnceDespite(Fault... faults) throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b", "c:d", "e:f"));
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		this.wire.plan(faults);
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			sends.add(send(appender, List.of("a:b", "c:d", "e:f").get(i % 3), "text " + i,
					(i % 2 == 0) ? "key " + i : null));
		}
		awaitWaiting(appender, 13);
		held.release().countDown();
		first.get();
		for (Future<Receipt> send : sends) {
			Message message = send.get().message();
			assertThat(this.straight.withIds(List.of(message.id()))).containsExactly(message);
		}
		for (String chat : List.of("a:b", "c:d", "e:f")) {
			assertDense(chat, 5);
			assertThat(this.straight.oldest(chat, 0, 100)).extracting(Message::text).doesNotHaveDuplicates();
		}
	}

}
