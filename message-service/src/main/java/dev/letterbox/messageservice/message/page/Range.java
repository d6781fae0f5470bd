package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;

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
	 * Checks that messages have consecutive positions.
	 * @param start the position of the first one
	 * @param step 1 or -1
	 * @throws StoreUnavailableException if one is missing
	 */
	static void requireConsecutive(List<EncodedMessage> messages, long start, int step) {
		long expected = start;
		for (EncodedMessage message : messages) {
			if (message.position() != expected) {
				throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
			}
			expected += step;
		}
	}

}
