package dev.letterbox.messageservice.message.append;

import java.util.concurrent.TimeUnit;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PendingSendTests {

	@Test
	void isNoReplayOfItsOwnInsertsOfUnknownOutcome() throws Exception {
		PendingSend send = send("key", TimeUnit.SECONDS.toNanos(5));
		unknownAt(send, 3);
		unknownAt(send, 7);
		unknownAt(send, 5);
		send.settle(stored(send, 3));
		assertThat(send.await().replayed()).isFalse();
	}

	@Test
	void isAReplayOfAMessageThatNoneOfItsInsertsCanHaveStored() throws Exception {
		PendingSend send = send("key", TimeUnit.SECONDS.toNanos(5));
		unknownAt(send, 3);
		unknownAt(send, 7);
		tryAt(send, 5);
		send.markWaiting();
		send.settle(stored(send, 5));
		assertThat(send.await().replayed()).isTrue();
	}

	@Test
	void isNoReplayWithoutAKey() throws Exception {
		PendingSend send = send(null, TimeUnit.SECONDS.toNanos(5));
		send.markIdTaken();
		send.settle(stored(send, 5));
		assertThat(send.await().replayed()).isFalse();
	}

	@Test
	void isNotStoredWhereItsFlushFailedBeforeTheInsert() {
		PendingSend send = send("key", TimeUnit.SECONDS.toNanos(5));
		assertThat(send.tryStart()).isTrue();
		send.recordFailedFlush();
		assertThat(send.mayBeStored()).isFalse();
		send.fail(new StoreUnavailableException(Reason.STORE_FAILED, null));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(send::await);
		assertThat(send.tryStart()).isFalse();
	}

	@Test
	void mayBeStoredWhileItIsInAnInsert() {
		PendingSend inFlight = send("key", 0);
		tryAt(inFlight, 0);
		assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> atDeadline(inFlight));
		PendingSend notStored = send("key", 0);
		tryAt(notStored, 0);
		notStored.markWaiting();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> atDeadline(notStored))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_TOO_SLOW));
		PendingSend unknown = send("key", 0);
		unknownAt(unknown, 0);
		assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> atDeadline(unknown));
	}

	private static void atDeadline(PendingSend send) throws InterruptedException {
		send.failIfOver();
		send.await();
	}

	private static void unknownAt(PendingSend send, long position) {
		tryAt(send, position);
		send.markUnknown();
	}

	private static void tryAt(PendingSend send, long position) {
		assertThat(send.tryStart()).isTrue();
		send.startInsert(new Tip(position, 1_700_000_000));
	}

	private static Message stored(PendingSend send, long position) {
		return new Message(send.id(), "a:b", position, "a", "text", 1_700_000_000);
	}

	private static PendingSend send(@Nullable String key, long timeoutNanos) {
		return new PendingSend(new SendRequest(Chat.of("a:b"), "a", "text", key), timeoutNanos);
	}

}
