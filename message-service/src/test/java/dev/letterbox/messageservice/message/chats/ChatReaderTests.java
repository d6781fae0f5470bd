package dev.letterbox.messageservice.message.chats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.ChatEnd;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChatReaderTests {

	private static final Comparator<String> BY_CODE_POINT = (a, b) -> Arrays.compare(a.codePoints().toArray(),
			b.codePoints().toArray());

	private final String uri = TestStore.uri();

	private StoreConnection connection;

	private ChatReader reader;

	@BeforeEach
	void connect() throws InterruptedException {
		this.connection = StoreConnection.to(this.uri).withIndexes();
		this.reader = ChatReaders.of(this.connection.chats());
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
	}

	@Test
	void listsNothingForAMemberWithoutChats() {
		fill("a:b", 1, 7);
		assertThat(list("nobody", null, 10, null)).isEqualTo(new ChatList(List.of(), false));
	}

	@Test
	void tellsWhereEachChatEnds() {
		fill("a:b", 3, 1_700_000_000);
		fill("a:a", 1, 1_700_000_007);
		fill("b:c", 1, 1_700_000_009);
		assertThat(list("a", null, 10, null)).isEqualTo(new ChatList(
				List.of(new ChatEnd("a:a", 0, 1_700_000_007), new ChatEnd("a:b", 2, 1_700_000_000)), false));
		assertThat(list("a", null, 10, null).chats()).extracting(ChatEnd::nextCursor).containsExactly(1L, 3L);
	}

	@Test
	void leavesOutChatsWithoutMessages() {
		List<String> orphans = new ArrayList<>();
		for (char c = 'b'; c <= 'y'; c++) {
			orphans.add("a:" + c);
		}
		this.connection.chats().record(orphans);
		fill("a:k", 1, 7);
		fill("a:z", 1, 7);
		assertThat(names(list("a", null, 1, null))).containsExactly("a:k");
		assertThat(list("a", null, 1, null).hasMore()).isTrue();
		assertThat(names(list("a", "a:k", 1, null))).containsExactly("a:z");
		assertThat(list("a", "a:k", 1, null).hasMore()).isFalse();
		assertThat(list("b", null, 1, null)).isEqualTo(new ChatList(List.of(), false));
	}

	@Test
	void pagesAgreeWithAModel() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<String> members = List.of("a", "A", "ab", "\uFFFD", "😀", "é", "z", "\uE000x", "𐍈");
		Map<String, ChatEnd> model = new TreeMap<>(BY_CODE_POINT);
		List<String> chats = new ArrayList<>();
		for (String one : members) {
			for (int i = 0; i < 25; i++) {
				chats.add(Chat.of(one + ":" + members.get(random.nextInt(members.size())) + ((i > 8) ? i : ""))
					.canonical());
			}
		}
		Collections.shuffle(chats, random);
		chats.stream().distinct().forEach((chat) -> {
			int count = random.nextInt(4);
			long sendTime = random.nextInt(100);
			this.connection.chats().record(List.of(chat));
			if (count > 0) {
				fill(chat, count, sendTime);
				model.put(chat, new ChatEnd(chat, count - 1, sendTime));
			}
		});
		for (int i = 0; i < 100; i++) {
			String member = members.get(random.nextInt(members.size()));
			Long since = random.nextBoolean() ? (long) random.nextInt(110) : null;
			String after = random.nextBoolean() ? chats.get(random.nextInt(chats.size())) : null;
			int limit = 1 + random.nextInt(30);
			List<ChatEnd> all = model.values()
				.stream()
				.filter((chat) -> Chat.of(chat.chat()).hasMember(member))
				.filter((chat) -> after == null || BY_CODE_POINT.compare(chat.chat(), after) > 0)
				.filter((chat) -> since == null || chat.sendTime() >= since)
				.toList();
			ChatList page = list(member, after, limit, since);
			assertThat(page.chats()).as("seed %d, step %d", seed, i)
				.isEqualTo(all.subList(0, Math.min(limit, all.size())));
			assertThat(page.hasMore()).as("seed %d, step %d", seed, i).isEqualTo(all.size() > limit);
		}
	}

	@Test
	void refusesAPageOfWhichTheStoreFailsToAnswerAPart() throws Exception {
		for (int i = 0; i < 20; i++) {
			fill("a:b" + i, 1, 7);
		}
		try (FaultyWire wire = new FaultyWire(this.uri); StoreConnection other = StoreConnection.to(wire.uri())) {
			ChatReader failing = ChatReaders.of(other.chats());
			assertThat(failing.read(new ChatListRequest("a", null, 100, null)).chats()).hasSize(20);
			wire.failAfterFinds(9);
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> failing.read(new ChatListRequest("a", null, 100, null)));
		}
	}

	@Test
	void givesUpAtTheDeadline() {
		for (int i = 0; i < 10; i++) {
			fill("a:b" + i, 1, 7);
		}
		ChatReader hurried = ChatReaders.of(this.connection.chats(),
				new ChatSettings(1, Duration.ofNanos(1), 7, Duration.ofMinutes(10)));
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> hurried.read(new ChatListRequest("a", null, 1, 8L)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_TOO_SLOW));
	}

	private ChatList list(String member, @Nullable String after, int limit, @Nullable Long since) {
		return this.reader.read(new ChatListRequest(member, after, limit, since));
	}

	private static List<String> names(ChatList list) {
		return list.chats().stream().map(ChatEnd::chat).toList();
	}

	private void fill(String chat, int count, long sendTime) {
		this.connection.chats().record(List.of(chat));
		this.connection.store()
			.insert(LongStream.range(0, count)
				.mapToObj((position) -> new Message(new ObjectId(), chat, position, "a", "text", sendTime))
				.toList());
	}

}
