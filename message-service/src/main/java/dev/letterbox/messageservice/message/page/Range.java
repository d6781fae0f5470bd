package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.MessageStore;

/**
 * Consecutive positions of a chat, all of them known to be stored.
 *
 * @param chat the chat's canonical name
 * @param first the lowest position
 * @param count how many positions, at least 1
 * @param reverse newest first
 */
record Range(String chat, long first, long count, boolean reverse) {

	/**
	 * The part of it that begins after so many messages, in its own order.
	 */
	Range part(long done, int largest) {
		long size = Math.min(largest, this.count - done);
		long start = this.reverse ? this.first + this.count - done - size : this.first + done;
		return new Range(this.chat, start, size, this.reverse);
	}

	/**
	 * Reads all its messages.
	 * @throws StoreUnavailableException if the store can't be asked, or has not got all
	 * of them
	 */
	List<Message> read(MessageStore store) {
		List<Message> found = store.range(this.chat, this.first, Math.toIntExact(this.count));
		if (found.size() < this.count) {
			throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
		}
		requireConsecutive(found, this.first, 1);
		return this.reverse ? found.reversed() : found;
	}

	/**
	 * Checks that messages have consecutive positions.
	 * @param start the position of the first one
	 * @param step 1 or -1
	 * @throws StoreUnavailableException if one is missing
	 */
	static void requireConsecutive(List<Message> messages, long start, int step) {
		long expected = start;
		for (Message message : messages) {
			if (message.position() != expected) {
				throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
			}
			expected += step;
		}
	}

}
