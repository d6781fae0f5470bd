package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.store.InsertResult;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several replicas that write to one chat: none of them keeps winning.
 */
class ContentionTests extends PatientAppenderFixture {

	private final AtomicInteger finds = new AtomicInteger();

	@Test
	void readsTheTipOfAContendedChatBeforeEachFlush() throws Exception {
		MessageAppender appender = contending(this.wire.uri(), Duration.ofHours(1));
		loseAPosition(appender);
		for (int i = 1; i < 4; i++) {
			send(appender, "a:b", "contended", null).get();
			assertThat(this.finds).hasValue(i);
		}
		send(appender, "c:d", "of another chat", null).get();
		assertThat(this.finds).hasValue(3);
	}

	@Test
	void goesOnFromItsOwnTipWhenTheContentionIsOver() throws Exception {
		MessageAppender appender = contending(this.wire.uri(), Duration.ofMillis(10));
		loseAPosition(appender);
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			int before = this.finds.get();
			send(appender, "a:b", "alone", null).get();
			return this.finds.get() == before;
		});
	}

	private void loseAPosition(MessageAppender appender) throws Exception {
		warm(appender, List.of("a:b", "c:d"));
		assertThat(this.straight
			.insert(List.of(new Message(new ObjectId(), "a:b", 1, "a", "of another replica", 1_700_000_000))))
			.isEqualTo(new InsertResult.Complete());
		assertThat(send(appender, "a:b", "conflicts", null).get().message().position()).isEqualTo(2);
		this.wire.onCommand((command) -> this.finds.addAndGet(command.equals("find") ? 1 : 0));
	}

}
