package dev.letterbox.messageservice.message.recent;

import java.util.Arrays;
import java.util.List;

import dev.letterbox.messageservice.message.EncodedMessage;

/**
 * Consecutive messages of one chat, up to the newest that this replica knows. A run never
 * changes for those who read it. The runs that follow each other share an array, which
 * later messages are appended to: so at most one run may be made of each by
 * {@link #append}, and the others behind it are never seen by an earlier one.
 */
public final class Run {

	static final Run EMPTY = new Run(new EncodedMessage[0], 0, 0, 0);

	private static final int LEAST_ROOM = 8;

	private final EncodedMessage[] messages;

	private final int begin;

	private final int end;

	private final long weight;

	private Run(EncodedMessage[] messages, int begin, int end, long weight) {
		this.messages = messages;
		this.begin = begin;
		this.end = end;
		this.weight = weight;
	}

	/**
	 * Whether nothing is known of the chat.
	 */
	public boolean isEmpty() {
		return this.begin == this.end;
	}

	/**
	 * How many messages it has.
	 */
	public int size() {
		return this.end - this.begin;
	}

	/**
	 * The lowest position; 0 in an empty run.
	 */
	public long first() {
		return isEmpty() ? 0 : this.messages[this.begin].position();
	}

	/**
	 * The position behind the newest message that is known; 0 in an empty run.
	 */
	public long next() {
		return first() + size();
	}

	/**
	 * Whether it continues from a position: has the message there, or ends before it.
	 */
	public boolean reaches(long position) {
		return !isEmpty() && position >= first() && position <= next();
	}

	/**
	 * Whether it has all messages of a range.
	 */
	public boolean covers(long from, long count) {
		return !isEmpty() && from >= first() && from + count <= next();
	}

	/**
	 * Its messages from a position on that it {@link #reaches}, oldest first.
	 */
	public List<EncodedMessage> from(long position, int count) {
		int index = this.begin + Math.toIntExact(position - first());
		return Arrays.asList(Arrays.copyOfRange(this.messages, index, Math.min(index + count, this.end)));
	}

	/**
	 * The position of the chat's first message sent at or after a time; -1 if the run
	 * does not tell.
	 */
	public long firstSince(long sendTime) {
		boolean knowsTheOneBefore = !isEmpty() && (first() == 0 || this.messages[this.begin].sendTime() < sendTime);
		if (!knowsTheOneBefore || this.messages[this.end - 1].sendTime() < sendTime) {
			return -1;
		}
		int low = this.begin;
		int high = this.end - 1;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.messages[middle].sendTime() < sendTime) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return this.messages[low].position();
	}

	/**
	 * About how many bytes of memory it takes.
	 */
	long weight() {
		return this.weight;
	}

	/**
	 * This run with the message at its next position.
	 */
	Run append(EncodedMessage message) {
		if (!isEmpty() && message.position() != next()) {
			throw new IllegalArgumentException("position " + message.position() + " would leave a hole");
		}
		if (this.end < this.messages.length) {
			this.messages[this.end] = message;
			return new Run(this.messages, this.begin, this.end + 1, this.weight + message.weight());
		}
		EncodedMessage[] room = Arrays.copyOfRange(this.messages, this.begin,
				this.end + Math.max(LEAST_ROOM, size() / 2));
		room[size()] = message;
		return new Run(room, 0, size() + 1, this.weight + message.weight());
	}

	/**
	 * The newest messages that take at most so many bytes; always the last one.
	 */
	Run newest(long bytes) {
		if (this.weight <= bytes) {
			return this;
		}
		int start = this.end - 1;
		long kept = this.messages[start].weight();
		while (start > this.begin && kept + this.messages[start - 1].weight() <= bytes) {
			start--;
			kept += this.messages[start].weight();
		}
		// A copy, since the array would keep the others in memory.
		return new Run(Arrays.copyOfRange(this.messages, start, this.end), 0, this.end - start, kept);
	}

}
