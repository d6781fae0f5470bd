package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.store.MessageStore;
import dev.letterbox.messageservice.message.store.StoreConnection;
import org.junit.jupiter.api.AfterEach;

import org.springframework.util.unit.DataSize;

/**
 * Appenders with one lane and long deadlines, for tests whose faults do not depend on
 * time: on a busy machine too, only planned faults make an outcome unknown.
 */
abstract class PatientAppenderFixture extends AppenderFixture {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static final Duration CONTENTION = Duration.ofMillis(500);

	private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

	private final List<AutoCloseable> toClose = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.toClose.reversed()) {
			closeable.close();
		}
	}

	MessageAppender patient(String uri) {
		return patient(uri, DEADLINE, DEADLINE);
	}

	/**
	 * An appender for which a chat counts as contended so long.
	 */
	MessageAppender contending(String uri, Duration contention) {
		return patient(uri, DEADLINE, DEADLINE, contention, CLOCK, new AppendMetrics(this.meters));
	}

	/**
	 * An appender whose sends wait so long for each other while their tips are read.
	 */
	MessageAppender refreshing(String uri, Duration refreshWait) {
		return patient(uri, DEADLINE, refreshWait);
	}

	MessageAppender patient(String uri, Clock clock, AppendMetrics metrics) {
		return patient(uri, DEADLINE, DEADLINE, CONTENTION, clock, metrics);
	}

	/**
	 * An appender with so much time for each operation on the store.
	 */
	MessageAppender patient(String uri, Duration operation) {
		return patient(uri, operation, DEADLINE);
	}

	MessageStore patientStore(String uri) {
		return patientConnection(uri, DEADLINE).store();
	}

	<T extends AutoCloseable> T closing(T closeable) {
		this.toClose.add(closeable);
		return closeable;
	}

	double counter(String name) {
		return this.meters.get(name).counter().count();
	}

	private MessageAppender patient(String uri, Duration operation, Duration refreshWait) {
		return patient(uri, operation, refreshWait, CONTENTION, CLOCK, new AppendMetrics(this.meters));
	}

	private MessageAppender patient(String uri, Duration operation, Duration refreshWait, Duration contention,
			Clock clock, AppendMetrics metrics) {
		AppendSettings settings = new AppendSettings(1, 512, DataSize.ofMegabytes(16), 4096, DataSize.ofMegabytes(64),
				DEADLINE, DEADLINE, refreshWait, contention, 1000);
		StoreConnection connection = patientConnection(uri, operation);
		MessageAppender appender = new MessageAppender(connection.store(), connection.chats(), Memories.none(),
				settings, clock, metrics);
		closing(appender::close);
		return appender;
	}

	private StoreConnection patientConnection(String uri, Duration operation) {
		return opened(StoreConnection.to(uri, operation));
	}

}
