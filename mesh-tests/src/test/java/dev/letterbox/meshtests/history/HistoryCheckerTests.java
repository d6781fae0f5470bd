package dev.letterbox.meshtests.history;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.history.History.Attempt;
import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.history.History.Reading;
import dev.letterbox.meshtests.history.Violation.Guarantee;
import dev.letterbox.meshtests.support.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The checker accepts a chat of six messages sent one after the other (message n from
 * 100n to 100n + 50) and finds each kind of violation.
 */
class HistoryCheckerTests {

	private static final String CHAT = "a:b";

	private final History history = new History();

	private final List<Message> end = new ArrayList<>();

	@BeforeEach
	void sendSixMessages() {
		for (int i = 0; i < 6; i++) {
			attempt("text" + i, (i % 2 == 0) ? "key" + i : null, 100L * i, 100L * i + 50, 200, (long) i, false);
			this.end.add(message(i, "text" + i));
		}
	}

	@Test
	void acceptsCleanHistory() {
		attempt("text2", "key2", 300, 340, 200, 2L, true);
		attempt("refused", null, 600, 610, 400, null, false);
		attempt("other", "key0", 600, 610, 422, null, false);
		attempt("perhaps", null, 620, 700, 504, null, false);
		attempt("broken", null, 620, 700, 0, null, false);
		reading(Order.OLDEST_FIRST, 0, 700, true, 0, 1, 2, 3, 4, 5);
		reading(Order.OLDEST_FIRST, 2, 700, false, 2, 3);
		reading(Order.OLDEST_FIRST, 9, 700, true);
		reading(Order.NEWEST_FIRST, 0, 700, false, 5, 4, 3);
		reading(Order.NEWEST_FIRST, 4, 700, true, 1, 0);
		reading(Order.NEWEST_FIRST, 7, 700, true);
		reading(Order.BEFORE, 3, 700, true, 2, 1, 0);
		reading(Order.BEFORE, 99, 700, false, 5, 4);
		reading(Order.BEFORE, 0, 700, true);
		assertThat(check()).isEmpty();
	}

	@Test
	void acceptsConcurrentSends() {
		attempt("x", null, 600, 900, 200, 7L, false);
		attempt("y", null, 600, 900, 200, 6L, false);
		this.end.add(message(6, "y"));
		this.end.add(message(7, "x"));
		reading(Order.OLDEST_FIRST, 0, 800, true, 0, 1, 2, 3, 4, 5);
		assertThat(check()).isEmpty();
	}

	@Test
	void acceptsUnansweredSendThatWasStored() {
		attempt("late", null, 600, 900, 503, null, false);
		this.end.add(message(6, "late"));
		assertThat(check()).isEmpty();
	}

	@Test
	void acceptsRetryThatKeepsThePosition() {
		attempt("text5", "key5", 2000, 2010, 200, 5L, true);
		this.history.attempts().removeIf((it) -> it.text().equals("text5") && it.key() == null);
		attempt("text5", "key5", 500, 550, 504, null, false);
		assertThat(check()).isEmpty();
	}

	@Test
	void findsGap() {
		this.end.remove(3);
		this.history.attempts().removeIf((it) -> it.text().equals("text3"));
		assertThat(guarantees()).contains(Guarantee.DENSE);
	}

	@Test
	void findsRepeatedPosition() {
		attempt("seventh", null, 600, 650, 200, 5L, false);
		this.end.add(message(5, "seventh"));
		assertThat(guarantees()).contains(Guarantee.DENSE);
	}

	@Test
	void findsEarlierSendWithHigherPosition() {
		swap(1, 4);
		assertThat(guarantees()).contains(Guarantee.REAL_TIME_ORDER);
	}

	@Test
	void findsUnansweredSendBeforeAnEarlierOne() {
		attempt("late", null, 1000, 1100, 504, null, false);
		this.end.set(5, message(5, "late"));
		this.end.add(message(6, "text5"));
		this.history.attempts().removeIf((it) -> it.text().equals("text5"));
		attempt("text5", null, 500, 550, 200, null, false);
		assertThat(guarantees()).containsExactly(Guarantee.REAL_TIME_ORDER);
	}

	@Test
	void findsLostMessage() {
		this.end.remove(5);
		assertThat(check()).singleElement()
			.hasToString("NOTHING_LOST: a:b was told that 'text5' is stored, and it is not");
	}

	@Test
	void findsMovedMessage() {
		this.history.attempts().removeIf((it) -> it.text().equals("text5"));
		attempt("text5", null, 500, 550, 200, 4L, false);
		assertThat(guarantees()).containsExactly(Guarantee.POSITION_KEPT);
	}

	@Test
	void findsMessageStoredTwice() {
		this.end.add(message(6, "text1"));
		assertThat(guarantees()).contains(Guarantee.STORED_ONCE);
	}

	@Test
	void findsUnansweredSendStoredTwice() {
		attempt("late", null, 600, 900, 504, null, false);
		this.end.add(message(6, "late"));
		this.end.add(message(7, "late"));
		assertThat(guarantees()).containsExactly(Guarantee.STORED_ONCE);
	}

	@Test
	void findsKeyThatStoredTwoMessages() {
		attempt("another", "key0", 600, 650, 503, null, false);
		this.end.add(message(6, "another"));
		assertThat(guarantees()).containsExactly(Guarantee.KEY_ONCE);
	}

	@Test
	void findsReplayThatDoesNotSaySo() {
		attempt("text2", "key2", 600, 650, 200, 2L, false);
		assertThat(guarantees()).containsExactly(Guarantee.REPLAY_TOLD);
	}

	@Test
	void findsSendTimeThatGoesBack() {
		Message last = this.end.removeLast();
		this.end.add(new Message(CHAT, 5, "a", last.text(), last.sendTime() - 10));
		assertThat(guarantees()).containsExactly(Guarantee.SEND_TIME);
	}

	@Test
	void findsRefusedSendThatWasStored() {
		attempt("refused", null, 600, 650, 400, null, false);
		this.end.add(message(6, "refused"));
		assertThat(guarantees()).containsExactly(Guarantee.REFUSED_NOT_STORED);
	}

	@Test
	void findsMessageThatWasNotSent() {
		this.end.add(message(6, "ghost"));
		assertThat(guarantees()).containsExactly(Guarantee.AS_SENT);
	}

	@Test
	void findsMessageUnderAnotherSender() {
		this.end.set(5, new Message(CHAT, 5, "b", "text5", 1005));
		assertThat(guarantees()).containsExactly(Guarantee.AS_SENT);
	}

	@Test
	void findsServerError() {
		attempt("odd", null, 600, 650, 500, null, false);
		assertThat(guarantees()).containsExactly(Guarantee.ANSWERED);
	}

	@Test
	void findsPullThatMissesAnAcknowledgedMessage() {
		reading(Order.OLDEST_FIRST, 0, 551, true, 0, 1, 2, 3, 4);
		assertThat(guarantees()).containsExactly(Guarantee.SEEN_AFTER);
	}

	@Test
	void findsReversePullThatMissesAnAcknowledgedMessage() {
		reading(Order.NEWEST_FIRST, 0, 551, false, 4, 3);
		reading(Order.NEWEST_FIRST, 2, 551, true);
		reading(Order.BEFORE, 6, 551, false, 4, 3);
		reading(Order.BEFORE, 6, 551, true);
		assertThat(guarantees()).hasSize(4).containsOnly(Guarantee.SEEN_AFTER);
	}

	@Test
	void findsPullThatMissesWhatAnotherWasShown() {
		attempt("late", null, 600, 2000, 504, null, false);
		this.end.add(message(6, "late"));
		this.history.add(new Reading("early", CHAT, Order.OLDEST_FIRST, 6, 640, 660, List.of(this.end.get(6)), true));
		reading(Order.OLDEST_FIRST, 6, 700, true);
		assertThat(guarantees()).containsExactly(Guarantee.SEEN_AFTER);
	}

	@Test
	void findsReceiverThatIsShownAGap() {
		reading(Order.OLDEST_FIRST, 0, 700, true, 0, 1, 3, 4, 5);
		assertThat(check()).singleElement()
			.hasToString("READ_IN_ORDER: reader of a:b was shown position 3 where 2 was next");
	}

	@Test
	void findsReceiverThatIsShownAMessageTwice() {
		reading(Order.OLDEST_FIRST, 0, 700, true, 0, 1, 2, 2, 3, 4, 5);
		assertThat(guarantees()).containsExactly(Guarantee.READ_IN_ORDER);
	}

	@Test
	void findsReceiverThatIsShownMessagesOutOfOrder() {
		reading(Order.OLDEST_FIRST, 0, 700, true, 0, 2, 1, 3, 4, 5);
		assertThat(guarantees()).isNotEmpty().containsOnly(Guarantee.READ_IN_ORDER);
	}

	@Test
	void findsPageThatStartsTooLate() {
		reading(Order.OLDEST_FIRST, 2, 700, false, 3, 4);
		assertThat(guarantees()).containsExactly(Guarantee.READ_IN_ORDER);
	}

	@Test
	void findsReverseReadingsThatSkipOrStopShortOrShift() {
		reading(Order.NEWEST_FIRST, 0, 700, false, 5, 3);
		reading(Order.NEWEST_FIRST, 0, 700, true, 5, 4, 3);
		reading(Order.BEFORE, 3, 700, false, 3, 2);
		assertThat(guarantees()).hasSize(3).containsOnly(Guarantee.READ_IN_ORDER);
	}

	@Test
	void findsMessageThatChangedAfterItWasShown() {
		this.history
			.add(new Reading("reader", CHAT, Order.OLDEST_FIRST, 1, 700, 710, List.of(message(1, "was else")), false));
		assertThat(guarantees()).containsExactly(Guarantee.UNCHANGED);
	}

	@Test
	void findsMessageThatVanishedAfterItWasShown() {
		this.history
			.add(new Reading("reader", CHAT, Order.OLDEST_FIRST, 6, 700, 710, List.of(message(6, "taken back")), true));
		assertThat(guarantees()).containsExactly(Guarantee.UNCHANGED);
	}

	@Test
	void keepsChatsApart() {
		this.history.add(new Attempt("c:d", "c", "text0", "key0", 0, 10, 200, 0L, false));
		this.history.end("c:d", List.of(new Message("c:d", 0, "c", "text0", 1000)));
		assertThat(check()).isEmpty();
	}

	@Test
	void refusesHistoryThatCannotBeJudged() {
		attempt("text1", null, 700, 710, 200, null, false);
		assertThatIllegalArgumentException().isThrownBy(this::check);
		assertThatIllegalArgumentException().isThrownBy(() -> HistoryChecker.check(this.history));
	}

	private void swap(int one, int other) {
		this.end.set(one, message(one, "text" + other));
		this.end.set(other, message(other, "text" + one));
	}

	private void attempt(String text, @Nullable String key, long begun, long ended, int status, @Nullable Long position,
			boolean replayed) {
		this.history.add(new Attempt(CHAT, "a", text, key, begun, ended, status, position, replayed));
	}

	private void reading(Order order, long start, long begun, boolean complete, int... positions) {
		List<Message> messages = new ArrayList<>();
		for (int position : positions) {
			messages.add(message(position, "text" + position));
		}
		this.history.add(new Reading("reader", CHAT, order, start, begun, begun + 10, messages, complete));
	}

	private static Message message(int position, String text) {
		return new Message(CHAT, position, "a", text, 1000 + position);
	}

	private List<Violation> check() {
		this.history.end(CHAT, this.end);
		return HistoryChecker.check(this.history);
	}

	private List<Guarantee> guarantees() {
		return check().stream().map(Violation::guarantee).toList();
	}

}
