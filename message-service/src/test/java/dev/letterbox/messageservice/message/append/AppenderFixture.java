package dev.letterbox.messageservice.message.append;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.store.MessageStore;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Appenders on a store whose wire a test can make fail.
 */
@Timeout(300)
abstract class AppenderFixture {

	static final Duration OPERATION = Duration.ofMillis(400);

	final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

	private final List<AutoCloseable> open = new ArrayList<>();

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	FaultyWire wire;

	MessageStore straight;

	StoreConnection straightConnection;

	private String uri;

	@BeforeEach
	void connect() throws Exception {
		this.uri = TestStore.uri();
		this.wire = new FaultyWire(this.uri);
		this.straightConnection = opened(StoreConnection.to(this.uri, OPERATION)).withIndexes();
		this.straight = this.straightConnection.store();
	}

	@AfterEach
	void disconnect() throws Exception {
		this.wire.close();
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
		this.clients.shutdownNow();
	}

	void assertDense(String chat, int count) {
		List<Message> messages = this.straight.oldest(chat, 0, count + 10);
		assertThat(messages).extracting(Message::position)
			.containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
		assertThat(messages).extracting(Message::sendTime).isSorted();
	}

	Fault.Held hold() {
		Fault.Held held = new Fault.Held();
		this.wire.plan(held);
		return held;
	}

	void warm(MessageAppender appender, List<String> chats) throws Exception {
		for (String chat : chats) {
			send(appender, chat, "warm", null).get();
		}
	}

	static void awaitWaiting(MessageAppender appender, int count) {
		await().atMost(Duration.ofSeconds(5)).until(() -> appender.waiting() == count);
	}

	Future<Receipt> send(MessageAppender appender, String chat, String text, @Nullable String key) {
		SendRequest request = new SendRequest(Chat.of(chat), chat.substring(0, chat.indexOf(':')), text, key);
		return this.clients.submit((Callable<Receipt>) () -> appender.append(request));
	}

	static boolean succeeds(Future<Receipt> send) throws InterruptedException {
		try {
			send.get();
			return true;
		}
		catch (ExecutionException ex) {
			return false;
		}
	}

	static Duration deadline() {
		return OPERATION.multipliedBy(6);
	}

	static AppendSettings settings(int lanes, int waiting, int tips) {
		return settings(lanes, waiting, tips, deadline(), deadline());
	}

	static AppendSettings settings(int lanes, int waiting, int tips, Duration queueTime, Duration deadline) {
		return new AppendSettings(lanes, 512, DataSize.ofMegabytes(16), waiting, DataSize.ofMegabytes(64), queueTime,
				deadline, Duration.ofMillis(50), Duration.ofMillis(500), tips);
	}

	MessageAppender appender() throws IOException {
		return appender(settings(4, 4096, 1000));
	}

	MessageAppender appender(AppendSettings settings) {
		return appender(settings, OPERATION);
	}

	MessageAppender appender(AppendSettings settings, Duration operation) {
		return appender(settings, operation, Instant.ofEpochSecond(1_700_000_000));
	}

	MessageAppender appender(AppendSettings settings, Duration operation, Instant now) {
		StoreConnection connection = opened(StoreConnection.to(this.wire.uri(), operation));
		MessageAppender appender = new MessageAppender(connection.store(), connection.chats(), Memories.none(),
				settings, Clock.fixed(now, ZoneOffset.UTC), new AppendMetrics(this.meters));
		this.open.addFirst(appender::close);
		return appender;
	}

	/**
	 * A connection that ends with the test.
	 */
	StoreConnection opened(StoreConnection connection) {
		this.open.add(connection);
		return connection;
	}

}
