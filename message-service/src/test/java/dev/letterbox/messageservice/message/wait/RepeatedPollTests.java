package dev.letterbox.messageservice.message.wait;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class RepeatedPollTests {

	private final AtomicInteger polls = new AtomicInteger();

	@Test
	void continuesAfterFailures() {
		try (RepeatedPoll poll = new RepeatedPoll("poll", Duration.ofMillis(1), () -> {
			if (this.polls.incrementAndGet() % 2 == 0) {
				throw new NoClassDefFoundError("planned");
			}
			throw new IllegalStateException("planned");
		})) {
			poll.start();
			await().atMost(Duration.ofSeconds(20)).until(() -> this.polls.get() > 4);
		}
	}

	@Test
	void endsAtOnceWhenItIsClosed() {
		RepeatedPoll poll = new RepeatedPoll("poll", Duration.ofHours(1), this.polls::incrementAndGet);
		poll.start();
		await().atMost(Duration.ofSeconds(20)).until(() -> this.polls.get() == 1);
		poll.close();
		assertThat(poll.isClosed()).isTrue();
		await().atMost(Duration.ofSeconds(20)).until(() -> !poll.isAlive());
		assertThat(this.polls).hasValue(1);
	}

}
