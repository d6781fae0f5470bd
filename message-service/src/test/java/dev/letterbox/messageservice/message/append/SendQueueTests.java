package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.SendRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendQueueTests {

	private static final long LIMIT = Duration.ofSeconds(1).toNanos();

	private long now = Long.MAX_VALUE - LIMIT;

	private final SendQueue queue = new SendQueue(
			AppenderFixture.settings(1, 4096, 1000, Duration.ofNanos(LIMIT), Duration.ofSeconds(30)), () -> this.now);

	@Test
	void isOverloadedOnceTheFirstHasWaitedForTheLimitAndForKeyedSendsForTwice() {
		this.queue.add(send(null));
		this.now += LIMIT / 2;
		this.queue.add(send(null));
		this.now += LIMIT / 2;
		assertThat(this.queue.isOverloadedFor(send(null))).isFalse();
		this.now += 1;
		assertThat(this.queue.isOverloadedFor(send(null))).isTrue();
		assertThat(this.queue.isOverloadedFor(send("key"))).isFalse();
		this.now += LIMIT;
		assertThat(this.queue.isOverloadedFor(send("key"))).isTrue();
	}

	@Test
	void isNotOverloadedWithoutSends() throws Exception {
		this.queue.add(send(null));
		this.now += 2 * LIMIT;
		this.queue.takeBatch(new ArrayList<>());
		assertThat(this.queue.isOverloadedFor(send(null))).isFalse();
	}

	@Test
	void sendsThatAreAnsweredDoNotCount() {
		PendingSend answered = send(null);
		this.queue.add(answered);
		answered.stored(new Message("id", "a:b", 0, "a", "text", 1));
		this.now += 2 * LIMIT;
		assertThat(this.queue.isOverloadedFor(send(null))).isFalse();
	}

	@Test
	void sendsThatReturnWaitFromThenOn() {
		PendingSend send = send(null);
		this.queue.add(send);
		this.now += 2 * LIMIT;
		this.queue.addFirst(List.of(send(null)));
		assertThat(this.queue.isOverloadedFor(send(null))).isFalse();
	}

	private static PendingSend send(@Nullable String key) {
		return new PendingSend(new SendRequest(Chat.of("a:b"), "a", "text", key), Duration.ofSeconds(30).toNanos());
	}

}
