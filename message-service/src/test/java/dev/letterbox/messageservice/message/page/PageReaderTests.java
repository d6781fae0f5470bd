package dev.letterbox.messageservice.message.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.store.InsertResult;
import dev.letterbox.messageservice.message.store.MessageStore;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages joined are the chat, once each, in order: compared with a plain list.
 */
class PageReaderTests {

	private static final Chat CHAT = Chat.of("a:b");

	private StoreConnection connection;

	private MessageStore store;

	private PageReader reader;

	@BeforeEach
	void connect() throws InterruptedException {
		this.connection = StoreConnection.to(TestStore.uri()).withIndexes();
		this.store = this.connection.store();
		this.reader = PageReaders.of(this.connection);
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
	}

	@Test
	void answersAnEmptyPageForAnEmptyChat() {
		assertThat(page(null, 10, false, null, null)).isEqualTo(Page.empty(0));
		assertThat(page(7L, 10, false, null, null)).isEqualTo(Page.empty(7));
		assertThat(page(7L, 10, true, null, null)).isEqualTo(Page.empty(7));
		assertThat(page(null, 10, true, 7L, null)).isEqualTo(Page.empty(0));
		assertThat(page(7L, 10, false, null, 1L)).isEqualTo(Page.empty(7));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void pagesJoinedAreTheChat(long seed) {
		Random random = new Random(seed);
		List<EncodedMessage> chat = fill(random, seed);
		for (int i = 0; i < 25; i++) {
			int limit = 1 + random.nextInt(chat.size() + 5);
			assertThat(forwards(limit)).as("oldest first, limit %d, seed %d", limit, seed).isEqualTo(chat);
			assertThat(backwards(limit, false)).as("by cursor, limit %d, seed %d", limit, seed)
				.isEqualTo(chat.reversed());
			assertThat(backwards(limit, true)).as("by before, limit %d, seed %d", limit, seed)
				.isEqualTo(chat.reversed());
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void aPageIsTheModelsPage(long seed) {
		Random random = new Random(seed);
		List<EncodedMessage> chat = fill(random, seed);
		for (int i = 0; i < 100; i++) {
			int limit = 1 + random.nextInt(chat.size() + 5);
			boolean reverse = random.nextBoolean();
			boolean before = reverse && random.nextBoolean();
			Long cursor = before ? null : (Long) (long) random.nextInt(chat.size() + 5);
			Long bound = before ? (Long) (long) random.nextInt(chat.size() + 5) : null;
			Long since = (!reverse && random.nextBoolean()) ? (Long) (long) (random.nextInt(120) - 5) : null;
			assertThat(page(cursor, limit, reverse, bound, since))
				.as("cursor %s, limit %d, reverse %s, before %s, since %s, seed %d", cursor, limit, reverse, bound,
						since, seed)
				.isEqualTo(model(chat, cursor, limit, reverse, bound, since));
		}
	}

	static LongStream seeds() {
		return LongStream.range(0, Long.getLong("letterbox.paging.seeds", 8));
	}

	private static Page model(List<EncodedMessage> chat, @Nullable Long cursor, int limit, boolean reverse,
			@Nullable Long before, @Nullable Long since) {
		long start = (cursor != null) ? cursor : 0;
		List<EncodedMessage> all = new ArrayList<>(chat);
		all.removeIf((message) -> before != null && message.position() >= before);
		all.removeIf((message) -> since != null && message.sendTime() < since);
		all.removeIf((message) -> !reverse && message.position() < start);
		if (reverse) {
			Collections.reverse(all);
			all = all.subList((int) Math.min(start, all.size()), all.size());
		}
		List<EncodedMessage> page = all.subList(0, Math.min(limit, all.size()));
		long next = reverse ? start + page.size() : (page.isEmpty() ? start : page.getLast().position() + 1);
		long last = page.isEmpty() ? -1 : page.getLast().position();
		return new Page(page, all.size() > page.size(), next, last);
	}

	private List<EncodedMessage> fill(Random random, long seed) {
		List<Message> chat = new ArrayList<>();
		long time = random.nextInt(10);
		int size = 1 + random.nextInt((seed % 2 == 0) ? 60 : 400);
		for (int position = 0; position < size; position++) {
			chat.add(new Message(new ObjectId(), CHAT.canonical(), position, "a", "text " + position, time));
			time += (random.nextInt(3) == 0) ? random.nextInt(6) : 0;
		}
		assertThat(this.store.insert(chat)).isEqualTo(new InsertResult.Complete());
		this.store.insert(List.of(new Message(new ObjectId(), "a:a", 0, "a", "of another chat", 0),
				new Message(new ObjectId(), "a:bb", 0, "a", "of another chat", 50)));
		return chat.stream().map(EncodedMessage::of).toList();
	}

	private List<EncodedMessage> forwards(int limit) {
		List<EncodedMessage> joined = new ArrayList<>();
		Page page = page(null, limit, false, null, null);
		page.messages().forEach(joined::add);
		while (page.hasMore()) {
			page = page(page.nextCursor(), limit, false, null, null);
			page.messages().forEach(joined::add);
		}
		return joined;
	}

	private List<EncodedMessage> backwards(int limit, boolean byPosition) {
		List<EncodedMessage> joined = new ArrayList<>();
		Page page = page(null, limit, true, null, null);
		page.messages().forEach(joined::add);
		while (page.hasMore()) {
			page = byPosition ? page(null, limit, true, page.last(), null)
					: page(page.nextCursor(), limit, true, null, null);
			page.messages().forEach(joined::add);
		}
		return joined;
	}

	private Page page(@Nullable Long cursor, int limit, boolean reverse, @Nullable Long before, @Nullable Long since) {
		try (Page page = this.reader.read(new PageRequest(CHAT, cursor, limit, reverse, before, since))) {
			List<EncodedMessage> messages = new ArrayList<>();
			page.messages().forEach(messages::add);
			return new Page(messages, page.hasMore(), page.nextCursor(), page.last());
		}
	}

}
