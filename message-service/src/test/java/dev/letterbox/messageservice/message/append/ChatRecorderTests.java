package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.ChatStore;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A chat has its document before its first message, and no later send writes it.
 */
class ChatRecorderTests extends AppenderFixture {

	private ChatStore chats;

	@BeforeEach
	void readChats() {
		this.chats = this.straightConnection.chats();
	}

	@Test
	void writesAChatOnceBeforeItsFirstMessage() throws Exception {
		MessageAppender appender = appender();
		Queue<Integer> chatsBeforeMessages = new ConcurrentLinkedQueue<>();
		this.wire.onCommand((command) -> {
			if (command.equals("insert") && this.wire.inserts() == 0) {
				chatsBeforeMessages.add(this.chats.ofMember("a", null, 10).size());
			}
		});
		for (int i = 0; i < 5; i++) {
			send(appender, "b:a", "text " + i, null).get();
		}
		assertThat(chatsBeforeMessages).containsExactly(0, 1);
		assertThat(this.wire.chatInserts()).isOne();
		assertThat(this.wire.inserts()).isEqualTo(5);
		for (String member : List.of("a", "b")) {
			assertThat(this.chats.ofMember(member, null, 10)).containsExactly("a:b");
		}
		send(appender, "a:a", "a note", null).get();
		assertThat(this.chats.ofMember("a", null, 10)).containsExactly("a:a", "a:b");
	}

	@Test
	void writesNothingForAChatThatHasMessages() throws Exception {
		send(appender(), "a:b", "first", null).get();
		int before = this.wire.chatInserts();
		MessageAppender other = appender();
		send(other, "a:b", "of another replica", null).get();
		send(other, "a:b", "first", "key").get();
		assertThat(this.wire.chatInserts()).isEqualTo(before);
	}

	@Test
	void writesAllNewChatsOfAFlushAtOnce() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("op:en"));
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "op:en", "opens the lane", null);
		held.reached().await();
		int chatsBefore = this.wire.chatInserts();
		int before = this.wire.inserts();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sends.add(send(appender, "chat" + i % 50 + ":x", "text " + i, (i % 3 == 0) ? "key " + i : null));
		}
		awaitWaiting(appender, 101);
		// The tips are read on the threads of the sends.
		await().during(Duration.ofMillis(300)).until(() -> true);
		held.release().countDown();
		first.get();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		assertThat(this.wire.chatInserts() - chatsBefore).isOne();
		assertThat(this.wire.inserts() - before).isOne();
		IntStream.range(0, 50).forEach((i) -> assertDense("chat" + i + ":x", 2));
		assertThat(this.chats.ofMember("x", null, 100)).hasSize(50);
	}

	@Test
	void holdsUpNoOtherChatAndGathersWhatComesMeanwhile() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		Fault.Held held = new Fault.Held();
		this.wire.planForChats(held);
		int chatsBefore = this.wire.chatInserts();
		List<Future<Receipt>> waiting = new ArrayList<>(List.of(send(appender, "first:new", "text", null)));
		held.reached().await();
		for (int i = 0; i < 20; i++) {
			waiting.add(send(appender, "chat" + i + ":new", "text", null));
		}
		awaitWaiting(appender, 21);
		for (int i = 0; i < 5; i++) {
			send(appender, "a:b", "goes on", null).get();
		}
		assertThat(waiting).noneMatch(Future::isDone);
		held.release().countDown();
		for (Future<Receipt> send : waiting) {
			assertThat(send.get().message().position()).isZero();
		}
		assertThat(this.wire.chatInserts() - chatsBefore).isBetween(2, 3);
		assertDense("a:b", 6);
	}

	static Stream<Fault> faults() {
		return Stream.of(new Fault.CutBefore(), new Fault.CutAfter(), new Fault.NoMajority(), new Fault.Silence());
	}

	@ParameterizedTest
	@MethodSource("faults")
	void refusesAsNotStoredWhatWouldBeginAChatThatIsNotCertainlyRecorded(Fault fault) throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b"));
		int before = this.wire.inserts();
		this.wire.planForChats(fault);
		List<Future<Receipt>> sends = List.of(send(appender, "new:x", "text", null));
		for (Future<Receipt> send : sends) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(send::get)
				.withCauseInstanceOf(StoreUnavailableException.class);
		}
		assertThat(this.wire.inserts()).isEqualTo(before);
		assertThat(this.straight.last("new:x")).isNull();
		await().atMost(Duration.ofSeconds(10)).until(() -> succeeds(send(appender, "new:x", "again", "key")));
		assertThat(this.straight.oldest("new:x", 0, 1).getFirst().text()).isEqualTo("again");
		assertThat(this.chats.ofMember("new", null, 10)).containsExactly("new:x");
		assertDense("new:x", 1);
		send(appender, "a:b", "goes on", null).get();
	}

	@Test
	void storesTheFirstMessageOnceWhereItsInsertFailsAfterTheChatIsRecorded() throws Exception {
		for (Fault fault : List.of(new Fault.CutBefore(), new Fault.CutAfter(), new Fault.NoMajority())) {
			MessageAppender appender = appender(settings(1, 4096, 1000));
			String chat = fault.getClass().getSimpleName() + ":x";
			int chatsBefore = this.wire.chatInserts();
			this.wire.plan(fault);
			assertThat(send(appender, chat, "text", "key").get().message().position()).isZero();
			assertDense(chat, 1);
			assertThat(this.wire.chatInserts() - chatsBefore).isOne();
		}
	}

	@Test
	void beginsAChatWhereAnEarlierReplicaEndedBetweenTheTwoWrites() throws Exception {
		this.chats.record(List.of("a:b"));
		assertThat(this.chats.end("a:b")).isNull();
		Receipt receipt = send(appender(), "a:b", "text", null).get();
		assertThat(receipt.message().position()).isZero();
		assertThat(this.chats.ofMember("a", null, 10)).containsExactly("a:b");
	}

	@Test
	void twoReplicasBeginAChatTogether() throws Exception {
		MessageAppender one = appender();
		MessageAppender two = appender();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			sends.add(send((i % 2 == 0) ? one : two, "chat" + i % 5 + ":x", "text " + i, null));
		}
		for (Future<Receipt> send : sends) {
			send.get();
		}
		IntStream.range(0, 5).forEach((i) -> assertDense("chat" + i + ":x", 12));
		assertThat(this.chats.ofMember("x", null, 10)).hasSize(5);
	}

}
