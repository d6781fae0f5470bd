package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.time.Duration;

import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.StoreConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.util.unit.DataSize;

/**
 * An appender for tests of other packages.
 */
public final class RunningAppender implements AutoCloseable {

	private final MessageAppender appender;

	public RunningAppender(StoreConnection connection, RecentMessages recent) {
		AppendSettings settings = new AppendSettings(2, 512, DataSize.ofMegabytes(16), 4096, DataSize.ofMegabytes(64),
				Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofMillis(500), 1000);
		this.appender = new MessageAppender(connection.store(), connection.chats(), recent, settings, Clock.systemUTC(),
				new AppendMetrics(new SimpleMeterRegistry()));
	}

	public Receipt append(SendRequest request) throws InterruptedException {
		return this.appender.append(request);
	}

	@Override
	public void close() {
		this.appender.close();
	}

}
