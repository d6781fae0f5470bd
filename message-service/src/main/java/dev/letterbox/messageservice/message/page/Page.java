package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.EncodedMessage;

/**
 * A part of a chat. It must be closed: a long page holds a permit until then.
 *
 * @param messages in the order asked for; those of a long page are read as they are
 * iterated over
 * @param hasMore whether a further page has at least one message now
 * @param nextCursor the cursor of the next page in the request's own terms
 * @param last the position of its last message, -1 in an empty page
 */
public record Page(Iterable<EncodedMessage> messages, boolean hasMore, long nextCursor,
		long last) implements AutoCloseable {

	@Override
	public void close() {
		if (this.messages instanceof LongPage readWhileWritten) {
			readWhileWritten.close();
		}
	}

	boolean isEmpty() {
		return this.last < 0;
	}

	static Page empty(long cursor) {
		return new Page(List.of(), false, cursor, -1);
	}

}
