package dev.letterbox.meshtests.history;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.letterbox.meshtests.support.Message;
import org.jspecify.annotations.Nullable;

/**
 * The requests of clients and their answers, with the times of both (nanoseconds of one
 * clock). Chats have their canonical names. Every text identifies one message: only
 * attempts to send that message, with one key, share it.
 */
public final class History {

	private final Collection<Attempt> attempts = new ConcurrentLinkedQueue<>();

	private final Collection<Reading> readings = new ConcurrentLinkedQueue<>();

	private final Map<String, List<Message>> ends = new ConcurrentHashMap<>();

	void add(Attempt attempt) {
		this.attempts.add(attempt);
	}

	void add(Reading reading) {
		this.readings.add(reading);
	}

	/** The whole chat, read after every send had ended. */
	void end(String chat, List<Message> messages) {
		this.ends.put(chat, List.copyOf(messages));
	}

	Collection<Attempt> attempts() {
		return this.attempts;
	}

	Collection<Reading> readings() {
		return this.readings;
	}

	Map<String, List<Message>> ends() {
		return this.ends;
	}

	long acknowledged() {
		return this.attempts.stream().filter(Attempt::acknowledged).count();
	}

	/**
	 * One request to send.
	 *
	 * @param status of the answer; 0 where the connection ended without one
	 * @param position the position in the answer, or null if it has none
	 * @param replayed whether the answer is marked as a replay
	 */
	record Attempt(String chat, String sender, String text, @Nullable String key, long begun, long ended, int status,
			@Nullable Long position, boolean replayed) {

		boolean acknowledged() {
			return this.status == 200;
		}

		boolean refused() {
			return this.status >= 400 && this.status < 500;
		}

	}

	/** The direction of a reading, and where it starts. */
	enum Order {

		/** Oldest first; {@code start} is the position of the first message wanted. */
		OLDEST_FIRST,

		/** Newest first; {@code start} is how many of the newest to skip. */
		NEWEST_FIRST,

		/** Newest first, below the position that {@code start} is. */
		BEFORE

	}

	/**
	 * Messages that a client pulled in one order: a page, the pages that links lead to,
	 * or all that a receiver following the chat was given.
	 *
	 * @param reader a name for it in a report
	 * @param start see {@link Order}
	 * @param newestAsked when the request began whose answer reached the newest end of
	 * the chat: the last one oldest first, the first one newest first
	 * @param ended when the last answer had come
	 * @param complete whether it went on until no message was left in its order
	 */
	record Reading(String reader, String chat, Order order, long start, long newestAsked, long ended,
			List<Message> messages, boolean complete) {
	}

}
