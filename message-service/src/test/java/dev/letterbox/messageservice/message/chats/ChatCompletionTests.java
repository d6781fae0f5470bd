package dev.letterbox.messageservice.message.chats;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.letterbox.messageservice.message.ChatEnd;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.store.ChatCompletionStore.State;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The chats of a store that an earlier version wrote are listed after the start of this
 * one.
 */
@Timeout(60)
class ChatCompletionTests {

	private static final int CHATS = 40;

	private static final long BEGUN = 1_700_000_000;

	private final AtomicLong now = new AtomicLong(BEGUN);

	private final String uri = TestStore.uri();

	private final List<ChatCompletion> started = new ArrayList<>();

	private StoreConnection connection;

	@BeforeEach
	void fillWithoutChats() throws InterruptedException {
		this.connection = StoreConnection.to(this.uri).withIndexes();
		for (int i = 0; i < CHATS; i++) {
			fill("a:" + List.of("b", "\uFFFD", "😀").get(i % 3) + i, 1 + i % 3);
		}
		fill("a:a", 1);
		// By an import: no request can mean these.
		fill("b:a", 1);
		fill("nobody", 1);
	}

	@AfterEach
	void stop() {
		this.started.forEach(ChatCompletion::close);
		this.connection.close();
	}

	@Test
	void givesEveryChatWithMessagesItsDocument() {
		assertThat(names("a")).isEmpty();
		start(this.connection);
		awaitPasses(1);
		assertThat(names("a")).hasSize(CHATS + 1).contains("a:a", "a:b0", "a:\uFFFD1", "a:😀2").doesNotContain("b:a");
		assertThat(names("nobody")).isEmpty();
	}

	@Test
	void asksTheStoreOnceAtLaterStarts() throws Exception {
		start(this.connection);
		awaitPasses(1);
		this.now.addAndGet(600);
		start(this.connection);
		awaitPasses(2);
		fill("later:x", 1);
		try (FaultyWire wire = new FaultyWire(this.uri); StoreConnection other = StoreConnection.to(wire.uri())) {
			AtomicInteger finds = new AtomicInteger();
			wire.onCommand((command) -> finds.addAndGet(command.equals("find") ? 1 : 0));
			start(other);
			await().atMost(Duration.ofSeconds(10)).until(() -> finds.get() == 1);
			await().during(Duration.ofMillis(500)).until(() -> finds.get() == 1);
		}
		assertThat(names("later")).isEmpty();
	}

	@Test
	void takesASecondPassAfterTheUpgradeWindow() {
		ChatSettings settings = new ChatSettings(4, Duration.ofSeconds(30), 7, Duration.ofSeconds(2));
		start(this.connection, settings);
		awaitPasses(1);
		fill("by:older-replica", 1);
		assertThat(names("by")).isEmpty();
		assertThat(this.connection.completion().state(BEGUN).passes()).isOne();
		this.now.addAndGet(2);
		awaitPasses(2);
		assertThat(names("by")).containsExactly("by:older-replica");
	}

	@Test
	void isSharedByReplicasThatStartTogether() {
		StoreConnection other = StoreConnection.to(this.uri);
		try (other) {
			start(this.connection);
			start(other);
			awaitPasses(1);
			assertThat(names("a")).hasSize(CHATS + 1);
			this.started.forEach(ChatCompletion::close);
		}
	}

	@Test
	void isContinuedWhereItWasInterrupted() throws Exception {
		try (FaultyWire wire = new FaultyWire(this.uri); StoreConnection interrupted = StoreConnection.to(wire.uri())) {
			wire.planForChats(new Fault.None(), new Fault.None(), new Fault.Held());
			ChatCompletion first = start(interrupted);
			await().atMost(Duration.ofSeconds(10)).until(() -> wire.chatInserts() == 3);
			first.close();
		}
		State state = this.connection.completion().state(BEGUN);
		assertThat(state.passes()).isZero();
		assertThat(state.after()).isNotEmpty();
		assertThat(names("a")).hasSizeBetween(14, 21);
		try (FaultyWire wire = new FaultyWire(this.uri); StoreConnection resumed = StoreConnection.to(wire.uri())) {
			AtomicInteger finds = new AtomicInteger();
			wire.onCommand((command) -> finds.addAndGet(command.equals("find") ? 1 : 0));
			ChatCompletion second = start(resumed);
			awaitPasses(1);
			second.close();
			assertThat(finds).hasValueLessThan(CHATS);
		}
		assertThat(names("a")).hasSize(CHATS + 1);
	}

	@Test
	void waitsForAStoreThatIsOutOfReach() throws Exception {
		try (FaultyWire wire = new FaultyWire(this.uri); StoreConnection other = StoreConnection.to(wire.uri())) {
			wire.planForChats(new Fault.CutBefore(), new Fault.CutAfter(), new Fault.NoMajority());
			start(other);
			awaitPasses(1);
			this.started.forEach(ChatCompletion::close);
		}
		assertThat(names("a")).hasSize(CHATS + 1);
	}

	@Test
	void beginsAgainWhereTheChatsWereDropped() {
		start(this.connection);
		awaitPasses(1);
		List<String> before = names("a");
		this.connection.mongo().dropCollection("chats");
		start(this.connection);
		awaitPasses(1);
		assertThat(names("a")).isEqualTo(before);
	}

	private ChatCompletion start(StoreConnection at) {
		return start(at, ChatReaders.settings());
	}

	private ChatCompletion start(StoreConnection at, ChatSettings settings) {
		ChatCompletion completion = new ChatCompletion(at.completion(), at.chats(), settings, new SetClock());
		this.started.add(completion);
		completion.start();
		return completion;
	}

	private void awaitPasses(int passes) {
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.connection.completion().state(BEGUN).passes() >= passes);
	}

	private List<String> names(String member) {
		return ChatReaders.of(this.connection.chats())
			.read(new ChatListRequest(member, null, 1000, null))
			.chats()
			.stream()
			.map(ChatEnd::chat)
			.toList();
	}

	private void fill(String chat, int count) {
		this.connection.store()
			.insert(IntStream.range(0, count)
				.mapToObj((i) -> new Message(new ObjectId(), chat, i, "a", "text", 7))
				.toList());
	}

	/**
	 * Shows the time that a test sets.
	 */
	private final class SetClock extends Clock {

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
			return Instant.ofEpochSecond(ChatCompletionTests.this.now.get());
		}

	}

}
