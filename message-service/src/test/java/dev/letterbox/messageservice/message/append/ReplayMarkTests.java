package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The only request with a key is never marked as a replay, no matter which of its inserts
 * stored it.
 */
class ReplayMarkTests extends PatientAppenderFixture {

	@Test
	void isMissingWhereTheFirstOfTwoUnknownInsertsArrivesLate() throws Exception {
		AtomicInteger finds = new AtomicInteger(Integer.MIN_VALUE);
		Fault.Held held = new Fault.Held();
		this.wire.onCommand((command) -> {
			// The first query looks the id up and finds nothing, the second asks for the
			// tip: in between, the insert that was given up reaches the store.
			if (command.equals("find") && finds.incrementAndGet() == 2) {
				held.release().countDown();
				await().atMost(Duration.ofSeconds(5)).until(() -> this.straight.oldest("a:b", 0, 10).size() == 2);
			}
		});
		MessageAppender appender = patient(this.wire.uri(), Duration.ofSeconds(2));
		warm(appender, List.of("a:b"));
		this.wire.plan(held, new Fault.CutBefore());
		finds.set(0);
		Receipt receipt = send(appender, "a:b", "text", "key").get();
		assertThat(receipt.message().position()).isEqualTo(1);
		assertThat(counter("letterbox.flush.unknown")).isEqualTo(2);
		assertThat(receipt.replayed()).isFalse();
		assertDense("a:b", 2);
	}

}
