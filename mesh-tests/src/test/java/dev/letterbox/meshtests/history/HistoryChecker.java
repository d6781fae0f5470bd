package dev.letterbox.meshtests.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.letterbox.meshtests.history.History.Attempt;
import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.history.History.Reading;
import dev.letterbox.meshtests.history.Violation.Guarantee;
import dev.letterbox.meshtests.support.Message;
import org.jspecify.annotations.Nullable;

/**
 * Checks a history for violations of the contract, in linear time.
 */
public final class HistoryChecker {

	private final History history;

	private final List<Violation> violations = new ArrayList<>();

	private HistoryChecker(History history) {
		this.history = history;
	}

	/** Every violation found. */
	public static List<Violation> check(History history) {
		HistoryChecker checker = new HistoryChecker(history);
		Map<String, List<Attempt>> attempts = history.attempts().stream().collect(Collectors.groupingBy(Attempt::chat));
		Map<String, List<Reading>> readings = history.readings().stream().collect(Collectors.groupingBy(Reading::chat));
		Set<String> chats = new HashSet<>(attempts.keySet());
		chats.addAll(readings.keySet());
		chats.addAll(history.ends().keySet());
		for (String chat : chats.stream().sorted().toList()) {
			checker.check(chat, attempts.getOrDefault(chat, List.of()), readings.getOrDefault(chat, List.of()));
		}
		return checker.violations;
	}

	private void check(String chat, List<Attempt> attempts, List<Reading> readings) {
		List<Message> end = this.history.ends().get(chat);
		if (end == null) {
			throw new IllegalArgumentException("The history lacks the end of " + chat);
		}
		Map<String, Wish> wishes = wishes(attempts);
		Map<String, Message> byText = new HashMap<>();
		checkEnd(chat, end, wishes, byText);
		for (Wish wish : wishes.values()) {
			checkWish(wish, byText.get(wish.text()));
		}
		checkKeys(chat, wishes.values(), byText);
		Message[] stored = byPosition(end);
		checkRealTimeOrder(chat, stored, wishes);
		long[] knownBy = knownBy(stored, wishes, readings);
		readings.forEach((reading) -> checkReading(reading, stored, knownBy));
	}

	/**
	 * The chat by itself: dense, ordered by time, no duplicates, no message that was not
	 * sent.
	 */
	private void checkEnd(String chat, List<Message> end, Map<String, Wish> wishes, Map<String, Message> byText) {
		long lastTime = Long.MIN_VALUE;
		for (int i = 0; i < end.size(); i++) {
			Message message = end.get(i);
			if (message.position() != i) {
				found(Guarantee.DENSE, "%s has position %d where %d belongs".formatted(chat, message.position(), i));
			}
			if (message.sendTime() < lastTime) {
				found(Guarantee.SEND_TIME, "%s goes back from send_time %d to %d at position %d".formatted(chat,
						lastTime, message.sendTime(), message.position()));
			}
			lastTime = message.sendTime();
			Message earlier = byText.putIfAbsent(message.text(), message);
			if (earlier != null) {
				found(Guarantee.STORED_ONCE, "%s holds %s twice, at positions %d and %d".formatted(chat,
						name(message.text()), earlier.position(), message.position()));
			}
			Wish wish = wishes.get(message.text());
			if (wish == null) {
				found(Guarantee.AS_SENT, "%s holds %s at position %d, which was not sent".formatted(chat,
						name(message.text()), message.position()));
			}
			else if (!wish.sender().equals(message.sender())) {
				found(Guarantee.AS_SENT, "%s says that %s sent %s, but %s did".formatted(chat, message.sender(),
						name(message.text()), wish.sender()));
			}
		}
	}

	/** Compares the attempts to send a message with what is stored. */
	private void checkWish(Wish wish, @Nullable Message stored) {
		for (Attempt attempt : wish.attempts()) {
			if (!attempt.acknowledged() && !attempt.refused() && attempt.status() != 0 && attempt.status() != 503
					&& attempt.status() != 504) {
				found(Guarantee.ANSWERED, "sending %s to %s was answered %d".formatted(name(wish.text()),
						attempt.chat(), attempt.status()));
			}
			if (attempt.acknowledged() && stored == null) {
				found(Guarantee.NOTHING_LOST,
						"%s was told that %s is stored, and it is not".formatted(attempt.chat(), name(wish.text())));
			}
			if (attempt.acknowledged() && stored != null && attempt.position() != null
					&& attempt.position() != stored.position()) {
				found(Guarantee.POSITION_KEPT, "%s was told that %s has position %d, and it has %d"
					.formatted(attempt.chat(), name(wish.text()), attempt.position(), stored.position()));
			}
		}
		if (stored != null && wish.attempts().stream().allMatch(Attempt::refused)) {
			found(Guarantee.REFUSED_NOT_STORED, "%s holds %s at position %d, though its send was answered %d"
				.formatted(stored.chat(), name(wish.text()), stored.position(), wish.attempts().getFirst().status()));
		}
	}

	private void checkKeys(String chat, Collection<Wish> wishes, Map<String, Message> byText) {
		Map<String, Wish> storedByKey = new HashMap<>();
		for (Wish wish : wishes) {
			String key = wish.key();
			if (key == null) {
				continue;
			}
			Wish other = byText.containsKey(wish.text()) ? storedByKey.putIfAbsent(key, wish) : null;
			if (other != null) {
				found(Guarantee.KEY_ONCE, "in %s the key %s stored both %s and %s".formatted(chat, key,
						name(other.text()), name(wish.text())));
			}
			for (Attempt attempt : wish.attempts()) {
				if (attempt.acknowledged() && !attempt.replayed() && attempt.begun() > wish.acknowledged()) {
					found(Guarantee.REPLAY_TOLD, "in %s %s was sent again with the key %s, and not told so"
						.formatted(chat, name(wish.text()), key));
				}
			}
		}
	}

	/**
	 * Goes from the newest position down with the earliest acknowledgement so far: a send
	 * that began later has a position below one that was already given.
	 */
	private void checkRealTimeOrder(String chat, Message[] stored, Map<String, Wish> wishes) {
		Wish earliest = null;
		for (int i = stored.length - 1; i >= 0; i--) {
			Wish wish = wishes.get(stored[i].text());
			if (wish == null) {
				continue;
			}
			if (earliest != null && earliest.acknowledged() < wish.begun()) {
				found(Guarantee.REAL_TIME_ORDER,
						"in %s %s was answered before %s began, yet the latter is before it, at %d".formatted(chat,
								name(earliest.text()), name(wish.text()), stored[i].position()));
			}
			if (earliest == null || wish.acknowledged() < earliest.acknowledged()) {
				earliest = wish;
			}
		}
	}

	/**
	 * For each length n, the time at which a client first knew that the chat is longer
	 * than n.
	 */
	private static long[] knownBy(Message[] stored, Map<String, Wish> wishes, List<Reading> readings) {
		long[] knownBy = new long[stored.length];
		Arrays.fill(knownBy, Long.MAX_VALUE);
		for (int i = 0; i < stored.length; i++) {
			Wish wish = wishes.get(stored[i].text());
			if (wish != null) {
				knownBy[i] = wish.acknowledged();
			}
		}
		for (Reading reading : readings) {
			for (Message message : reading.messages()) {
				if (message.position() >= 0 && message.position() < stored.length) {
					int i = (int) message.position();
					knownBy[i] = Math.min(knownBy[i], reading.ended());
				}
			}
		}
		for (int i = stored.length - 2; i >= 0; i--) {
			knownBy[i] = Math.min(knownBy[i], knownBy[i + 1]);
		}
		return knownBy;
	}

	private void checkReading(Reading reading, Message[] stored, long[] knownBy) {
		boolean oldestFirst = reading.order() == Order.OLDEST_FIRST;
		List<Message> messages = reading.messages();
		long expected = oldestFirst ? reading.start() : newest(reading);
		for (Message message : messages) {
			if (message.position() != expected) {
				found(Guarantee.READ_IN_ORDER, "%s of %s was shown position %d where %d was next"
					.formatted(reading.reader(), reading.chat(), message.position(), expected));
			}
			expected = message.position() + (oldestFirst ? 1 : -1);
			checkShown(reading, message, stored);
		}
		if (!oldestFirst && reading.complete() && !messages.isEmpty() && messages.getLast().position() != 0) {
			found(Guarantee.READ_IN_ORDER, "%s of %s ended at position %d, with the older ones not shown"
				.formatted(reading.reader(), reading.chat(), messages.getLast().position()));
		}
		checkSeen(reading, knownBy);
	}

	/**
	 * The first position of a reading from the newest end, which only its own answer
	 * tells.
	 */
	private static long newest(Reading reading) {
		long first = reading.messages().isEmpty() ? -1 : reading.messages().getFirst().position();
		return (reading.order() == Order.BEFORE) ? Math.min(first, reading.start() - 1) : first;
	}

	private void checkShown(Reading reading, Message shown, Message[] stored) {
		Message kept = (shown.position() >= 0 && shown.position() < stored.length) ? stored[(int) shown.position()]
				: null;
		if (kept == null) {
			found(Guarantee.UNCHANGED, "%s of %s was shown position %d, which the chat does not have"
				.formatted(reading.reader(), reading.chat(), shown.position()));
		}
		else if (!kept.text().equals(shown.text()) || !kept.sender().equals(shown.sender())
				|| kept.sendTime() != shown.sendTime()) {
			found(Guarantee.UNCHANGED, "%s of %s was shown %s at position %d, where %s stands"
				.formatted(reading.reader(), reading.chat(), name(shown.text()), shown.position(), name(kept.text())));
		}
	}

	/**
	 * A reading that reached the newest end shows the chat's length; no client may have
	 * known a greater one before.
	 */
	private void checkSeen(Reading reading, long[] knownBy) {
		List<Message> messages = reading.messages();
		long length = switch (reading.order()) {
			case OLDEST_FIRST -> {
				if (!reading.complete()) {
					yield Long.MAX_VALUE;
				}
				yield messages.isEmpty() ? reading.start() : messages.getLast().position() + 1;
			}
			case NEWEST_FIRST -> reading.start() + (messages.isEmpty() ? 0 : messages.getFirst().position() + 1);
			case BEFORE -> {
				long seen = messages.isEmpty() ? 0 : messages.getFirst().position() + 1;
				yield (seen < reading.start()) ? seen : Long.MAX_VALUE;
			}
		};
		if (length >= 0 && length < knownBy.length && knownBy[(int) length] < reading.newestAsked()) {
			found(Guarantee.SEEN_AFTER,
					"%s of %s saw no position %d, which was acknowledged or shown %d us before it began".formatted(
							reading.reader(), reading.chat(), length,
							(reading.newestAsked() - knownBy[(int) length]) / 1000));
		}
	}

	private static Message[] byPosition(List<Message> end) {
		return end.stream().sorted(Comparator.comparingLong(Message::position)).toArray(Message[]::new);
	}

	/** Attempts by what they wanted stored: the same text. */
	private static Map<String, Wish> wishes(List<Attempt> attempts) {
		Map<String, List<Attempt>> byText = new LinkedHashMap<>();
		attempts.forEach((attempt) -> byText.computeIfAbsent(attempt.text(), (any) -> new ArrayList<>()).add(attempt));
		Map<String, Wish> wishes = new LinkedHashMap<>();
		byText.forEach((text, same) -> wishes.put(text, Wish.of(text, same)));
		return wishes;
	}

	private void found(Guarantee guarantee, String sentence) {
		this.violations.add(new Violation(guarantee, sentence));
	}

	private static String name(String text) {
		return "'" + ((text.length() <= 40) ? text : text.substring(0, 40) + "…") + "'";
	}

	/**
	 * A message that a client wants stored.
	 *
	 * @param begun when its first attempt began
	 * @param acknowledged when it was first known to be stored, or the end of time
	 */
	private record Wish(String text, String sender, @Nullable String key, long begun, long acknowledged,
			List<Attempt> attempts) {

		private static Wish of(String text, List<Attempt> attempts) {
			Attempt first = attempts.getFirst();
			for (Attempt attempt : attempts) {
				boolean same = attempts.size() == 1 || (first.key() != null
						&& Objects.equals(first.key(), attempt.key()) && first.sender().equals(attempt.sender()));
				if (!same) {
					throw new IllegalArgumentException("Two sends of " + name(text) + " cannot be told apart");
				}
			}
			long begun = attempts.stream().mapToLong(Attempt::begun).min().orElseThrow();
			long acknowledged = attempts.stream()
				.filter(Attempt::acknowledged)
				.mapToLong(Attempt::ended)
				.min()
				.orElse(Long.MAX_VALUE);
			return new Wish(text, first.sender(), first.key(), begun, acknowledged, attempts);
		}

	}

}
