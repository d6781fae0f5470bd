package dev.letterbox.messageservice.message.append;

import java.util.concurrent.TimeUnit;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Draft;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PendingSendTests {

	@Test
	void isNoReplayOfAnyOfItsOwnInsertsThatWereInDoubt() throws Exception {
		PendingSend send = send("key", TimeUnit.SECONDS.toNanos(5));
		doubtAt(send, 3);
		doubtAt(send, 7);
		doubtAt(send, 5);
		send.settle(stored(send, 3));
		assertThat(send.await().replayed()).isFalse();
	}

	@Test
	void isAReplayOfWhatNoneOfItsInsertsCanHaveStored() throws Exception {
		PendingSend send = send("key", TimeUnit.SECONDS.toNanos(5));
		doubtAt(send, 3);
		doubtAt(send, 7);
		tryAt(send, 5);
		send.turnBack();
		send.settle(stored(send, 5));
		assertThat(send.await().replayed()).isTrue();
	}

	@Test
	void isNoReplayWithoutAKey() throws Exception {
		PendingSend send = send(null, TimeUnit.SECONDS.toNanos(5));
		send.findIdTaken();
		send.settle(stored(send, 5));
		assertThat(send.await().replayed()).isFalse();
	}

	@Test
	void isNotStoredWhereItsFlushFailedBeforeTheInsert() {
		PendingSend send = send("key", TimeUnit.SECONDS.toNanos(5));
		assertThat(send.board()).isTrue();
		send.fail();
		assertThat(send.isDoubtful()).isFalse();
		send.giveUp(new StoreUnavailableException(Reason.STORE_FAILED, null));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(send::await);
		assertThat(send.board()).isFalse();
	}

	@Test
	void mayBeStoredFromItsPlacingUntilItIsTurnedBack() {
		PendingSend inFlight = send("key", 0);
		tryAt(inFlight, 0);
		assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(inFlight::await);
		PendingSend turnedBack = send("key", 0);
		tryAt(turnedBack, 0);
		turnedBack.turnBack();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(turnedBack::await)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_TOO_SLOW));
		PendingSend doubted = send("key", 0);
		doubtAt(doubted, 0);
		assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(doubted::await);
	}

	private static void doubtAt(PendingSend send, long position) {
		tryAt(send, position);
		send.doubt();
	}

	private static void tryAt(PendingSend send, long position) {
		assertThat(send.board()).isTrue();
		send.at(new Tip(position, 1_700_000_000));
	}

	private static Message stored(PendingSend send, long position) {
		return new Message(send.id(), "a:b", position, "a", "text", 1_700_000_000);
	}

	private static PendingSend send(@Nullable String key, long timeoutNanos) {
		return new PendingSend(new Draft(Chat.of("a:b"), "a", "text", key), timeoutNanos);
	}

}
