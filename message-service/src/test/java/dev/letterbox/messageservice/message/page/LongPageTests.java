package dev.letterbox.messageservice.message.page;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.LongStream;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pages that are read while they are written: complete or broken off, never with a gap;
 * refused at their start or not at all.
 */
class LongPageTests {

	private static final Chat CHAT = Chat.of("a:b");

	private static final int SIZE = 200;

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private FaultyWire wire;

	private StoreConnection connection;

	private PageReader reader;

	@BeforeEach
	void fill() throws Exception {
		this.wire = new FaultyWire(TestStore.uri());
		this.connection = StoreConnection.to(this.wire.uri()).withIndexes();
		BulkheadRegistry onePermit = BulkheadRegistry
			.of(BulkheadConfig.custom().maxConcurrentCalls(1).maxWaitDuration(Duration.ZERO).build());
		this.reader = PageReaders.of(this.connection.store(), Memories.none(), onePermit, this.meters);
		this.connection.store()
			.insert(LongStream.range(0, SIZE)
				.mapToObj((position) -> new Message(new ObjectId(), "a:b", position, "a", "text", position / 10))
				.toList());
	}

	@AfterEach
	void disconnect() throws IOException {
		this.connection.close();
		this.wire.close();
	}

	@ParameterizedTest
	@CsvSource({ "false, 199", "false, 130", "false, 64", "false, 10", "true, 199", "true, 130", "true, 64",
			"true, 10" })
	void breaksOffWhereThePrimaryHasNotGotAllMessages(boolean reverse, long hidden) {
		try (Page page = this.reader.read(request(1000, reverse))) {
			this.wire.hideFrom(hidden);
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(
					() -> page.messages().forEach((message) -> assertThat(message.position()).isBetween(0L, SIZE - 1L)))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INCOMPLETE_READ));
		}
		assertThat(pulls("read")).isZero();
		assertThat(pulls("unavailable")).isOne();
	}

	@Test
	void refusesAShortPageOfWhichThePrimaryHasNotGotAll() {
		this.wire.hideFrom(SIZE - 4);
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> this.reader.read(new PageRequest(CHAT, 2L, 5, true, null, null)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INCOMPLETE_READ));
	}

	@Test
	void refusesAnEmptyPageWhereAMessageIsKnown() {
		this.wire.hideFrom(100);
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> this.reader.read(new PageRequest(CHAT, 0L, 5, false, null, 15L)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INCOMPLETE_READ));
	}

	@Test
	void isFinishedWhileOtherPagesAreRefused() {
		try (Page page = this.reader.read(request(1000, false))) {
			Iterator<EncodedMessage> messages = page.messages().iterator();
			for (int position = 0; position < SIZE; position++) {
				assertThat(messages.next().position()).isEqualTo(position);
				assertThatExceptionOfType(StoreUnavailableException.class)
					.isThrownBy(() -> this.reader.read(request(1000, true)))
					.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.READERS));
			}
			assertThat(messages.hasNext()).isFalse();
		}
		assertThat(this.reader.read(request(1000, true)).messages()).hasSize(SIZE);
	}

	@Test
	void blocksNoShortPages() {
		try (Page page = this.reader.read(request(1000, false))) {
			assertThat(this.reader.read(request(10, false)).messages()).hasSize(10);
			assertThat(page.messages()).hasSize(SIZE);
		}
	}

	@Test
	void returnsItsPermitOnceIfClosedTwice() {
		Page page = this.reader.read(request(1000, false));
		page.close();
		page.close();
		try (Page next = this.reader.read(request(1000, false))) {
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> this.reader.read(request(1000, false)));
			assertThat(next.messages()).hasSize(SIZE);
		}
	}

	@Test
	void countsAsReadOnlyOnceItIs() {
		try (Page page = this.reader.read(request(1000, false))) {
			assertThat(pulls("read")).isZero();
			assertThat(page.messages()).hasSize(SIZE);
		}
		assertThat(pulls("read")).isOne();
		assertThat(pulls("unavailable")).isZero();
	}

	private static PageRequest request(int limit, boolean reverse) {
		return new PageRequest(CHAT, null, limit, reverse, null, null);
	}

	private double pulls(String result) {
		return this.meters.get("letterbox.pulls").tag("result", result).counter().count();
	}

}
