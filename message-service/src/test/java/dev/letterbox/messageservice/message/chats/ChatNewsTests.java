package dev.letterbox.messageservice.message.chats;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.message.wait.WaitingMember;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the question for news of many members answers, and how many commands it takes.
 */
class ChatNewsTests {

	private final Queue<String> commands = new ConcurrentLinkedQueue<>();

	private StoreConnection connection;

	private ChatNews news;

	@BeforeEach
	void connect() throws InterruptedException {
		String uri = TestStore.uri();
		this.connection = StoreConnection
			.with(MongoClientSettings.builder()
				.applyConnectionString(new ConnectionString(uri))
				.addCommandListener(new Reads()), uri)
			.withIndexes();
		this.news = new ChatNews(this.connection.chats(), ChatReaders.of(this.connection.chats()));
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
	}

	@Test
	void takesTwoCommandsForManyMembers() {
		List<String> chats = IntStream.range(0, 240).mapToObj((i) -> "m%d:peer%d".formatted(i / 3, i)).toList();
		fill(chats, 0, 5);
		List<WaitingMember> waiting = IntStream.range(0, 80)
			.mapToObj((i) -> new WaitingMember("m" + i, 5 + i % 4))
			.toList();
		this.commands.clear();
		assertThat(this.news.of(waiting)).isEmpty();
		assertThat(this.commands).hasSize(2);
		fill(List.of("m7:peer21", "m8:peer26"), 5, 1);
		assertThat(this.news.of(waiting)).containsExactly("m8");
		fill(List.of("m7:peer21"), 6, 3);
		this.commands.clear();
		assertThat(this.news.of(waiting)).containsExactlyInAnyOrder("m7", "m8");
		assertThat(this.commands).hasSize(2);
	}

	@Test
	void tellsBothMembersOfAChatAndNotesToOneself() {
		fill(List.of("a:b", "c:c", "d:e"), 0, 2);
		this.connection.chats().record(List.of("a:z"));
		assertThat(this.news.of(List.of(new WaitingMember("a", 1), new WaitingMember("b", 1), new WaitingMember("c", 0),
				new WaitingMember("d", 2), new WaitingMember("z", 0), new WaitingMember("nobody", 0))))
			.containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void findsAMemberBehindManyMessagesOfAnother() {
		fill(List.of("a:b"), 0, 2500);
		fill(List.of("c:d"), 0, 1);
		assertThat(this.news.of(List.of(new WaitingMember("a", 0), new WaitingMember("d", 0))))
			.containsExactlyInAnyOrder("a", "d");
	}

	@Test
	void asksInSmallerGroupsWhereMembersHaveManyChats() {
		List<String> many = IntStream.range(0, 5500).mapToObj((i) -> "a:x" + i).toList();
		this.connection.chats().record(many);
		fill(List.of("a:x3", "b:x", "c:x"), 0, 2);
		List<WaitingMember> waiting = List.of(new WaitingMember("a", 1), new WaitingMember("b", 1),
				new WaitingMember("c", 2));
		assertThat(this.news.of(waiting)).containsExactlyInAnyOrder("a", "b");
		assertThat(this.news.of(List.of(new WaitingMember("a", 2), new WaitingMember("b", 2)))).isEmpty();
	}

	/** Adds messages whose send_time is their position. */
	private void fill(List<String> chats, long from, int count) {
		this.connection.chats().record(chats);
		List<Message> messages = new ArrayList<>();
		for (String chat : chats) {
			LongStream.range(from, from + count)
				.forEach(
						(position) -> messages.add(new Message(new ObjectId(), chat, position, "a", "text", position)));
		}
		this.connection.store().insert(messages);
	}

	/**
	 * Notes the commands that read.
	 */
	private final class Reads implements CommandListener {

		@Override
		public void commandStarted(CommandStartedEvent event) {
			if (event.getCommandName().equals("find") || event.getCommandName().equals("getMore")) {
				ChatNewsTests.this.commands.add(event.getCommandName());
			}
		}

	}

}
