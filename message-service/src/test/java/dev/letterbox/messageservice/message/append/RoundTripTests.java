package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.store.InsertResult;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many commands a flush sends to the store after conflicts.
 */
class RoundTripTests extends PatientAppenderFixture {

	/** A conflict then costs one more look-up by the id. */
	private static final String NO_INDEX_NAME = "FerretDB does not name the index of a duplicate key";

	private static final int CHATS = 64;

	private final AtomicInteger finds = new AtomicInteger();

	@Test
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb", disabledReason = NO_INDEX_NAME)
	void aFlushOfStaleTipsTakesFiveInsertsAndOneReadOfEachTip() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		warm(appender, chats());
		int inserts = flush(appender, () -> winEveryRace(1), null);
		assertThat(inserts).isLessThanOrEqualTo(5);
		assertThat(this.finds).hasValue(CHATS);
		chats().forEach((chat) -> assertDense(chat, 4));
	}

	@Test
	void aFlushOfStaleTipsIsAsCheapOnAServerThatDoesNotNameIndexes() throws Exception {
		this.wire.hideIndexNames();
		MessageAppender appender = patient(this.wire.uri());
		warm(appender, chats());
		int inserts = flush(appender, () -> winEveryRace(1), "key");
		assertThat(inserts).isLessThanOrEqualTo(5);
		// One look-up for each of the two conflicts and one for all others.
		assertThat(this.finds).hasValueLessThanOrEqualTo(CHATS + 3);
		chats().forEach((chat) -> assertDense(chat, 4));
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb", disabledReason = NO_INDEX_NAME)
	void aFlushOfReplaysTakesOneInsertAndOneLookUp() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		for (String chat : chats()) {
			send(appender, chat, "text 0", "key 0").get();
			send(appender, chat, "text 1", "key 1").get();
		}
		int inserts = flush(appender, () -> {
		}, "key");
		assertThat(inserts).isOne();
		assertThat(this.finds).hasValue(1);
		assertThat(this.meters.get("letterbox.sends").tag("result", "replayed").counter().count())
			.isEqualTo(2.0 * CHATS);
		chats().forEach((chat) -> assertDense(chat, 2));
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb", disabledReason = NO_INDEX_NAME)
	void aFlushOfReplaysAndStaleTipsTakesSixInserts() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		for (String chat : chats()) {
			send(appender, chat, "text 0", "key 0").get();
		}
		int inserts = flush(appender, () -> winEveryRace(1), "key");
		assertThat(inserts).isLessThanOrEqualTo(6);
		assertThat(this.finds).hasValueLessThanOrEqualTo(CHATS + 2);
		assertThat(this.meters.get("letterbox.sends").tag("result", "replayed").counter().count()).isEqualTo(CHATS);
		chats().forEach((chat) -> assertDense(chat, 3));
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "TEST_STORE", matches = "ferretdb", disabledReason = NO_INDEX_NAME)
	void oneContendedChatCostsTheOthersNoRead() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		warm(appender, chats());
		int inserts = flush(appender, () -> winRaces(List.of("chat7:x"), 1), null);
		assertThat(inserts).isEqualTo(3);
		assertThat(this.finds).hasValue(1);
		assertDense("chat7:x", 4);
	}

	@Test
	void aChatWhoseTipIsReadSlowlyHoldsUpNoOther() throws Exception {
		MessageAppender appender = refreshing(this.wire.uri(), Duration.ofMillis(20));
		warm(appender, chats());
		CountDownLatch read = new CountDownLatch(1);
		this.wire.onCommand((command) -> {
			if (command.equals("find") && this.finds.incrementAndGet() == CHATS / 2) {
				awaitOpen(read);
			}
		});
		List<Future<Receipt>> sends = gather(appender, () -> winEveryRace(1), null);
		await().atMost(Duration.ofSeconds(20)).until(() -> appender.waiting() <= 2);
		assertThat(sends.stream().filter((send) -> !send.isDone()).count()).isEqualTo(2);
		read.countDown();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		chats().forEach((chat) -> assertDense(chat, 4));
	}

	/**
	 * Has two sends to each chat written by one flush and returns how many inserts that
	 * took, after its sends were answered.
	 */
	private int flush(MessageAppender appender, Runnable whileTheyWait, @Nullable String key) throws Exception {
		int before = this.wire.inserts();
		List<Future<Receipt>> sends = gather(appender, () -> {
			whileTheyWait.run();
			this.wire.onCommand((command) -> this.finds.addAndGet(command.equals("find") ? 1 : 0));
		}, key);
		for (Future<Receipt> send : sends) {
			send.get();
		}
		// Without those that opened the lane.
		return this.wire.inserts() - before - 2;
	}

	private List<Future<Receipt>> gather(MessageAppender appender, Runnable whileTheyWait, @Nullable String key)
			throws Exception {
		send(appender, "open:er", "its tip is known", null).get();
		Fault.Held held = hold();
		Future<Receipt> opener = send(appender, "open:er", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			for (String chat : chats()) {
				sends.add(send(appender, chat, "text " + i, (key != null) ? key + " " + i : null));
			}
		}
		awaitWaiting(appender, 1 + sends.size());
		whileTheyWait.run();
		held.release().countDown();
		opener.get();
		return sends;
	}

	private static List<String> chats() {
		return IntStream.range(0, CHATS).mapToObj((i) -> "chat" + i + ":x").toList();
	}

	private void winEveryRace(long position) {
		winRaces(chats(), position);
	}

	private void winRaces(List<String> chats, long position) {
		assertThat(this.straight.insert(chats.stream()
			.map((chat) -> new Message(new ObjectId(), chat, position, "x", "won the race", 1_700_000_000))
			.toList())).isEqualTo(new InsertResult.Complete());
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
