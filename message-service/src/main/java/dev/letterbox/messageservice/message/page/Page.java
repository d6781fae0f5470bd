package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.MemoryBudget;
import dev.letterbox.messageservice.message.memory.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * A part of a chat. It must be closed: it holds memory until then, and a long page a
 * permit.
 *
 * @param messages in the order asked for; those of a long page are read as they are
 * iterated over
 * @param hasMore whether a further page has at least one message now
 * @param nextCursor the cursor of the next page in the request's own terms
 * @param last the position of its last message, -1 in an empty page
 * @param reserved the memory of its messages, if it is theirs alone
 */
public record Page(Iterable<EncodedMessage> messages, boolean hasMore, long nextCursor, long last,
		@Nullable Reservation reserved) implements AutoCloseable {

	Page(Iterable<EncodedMessage> messages, boolean hasMore, long nextCursor, long last) {
		this(messages, hasMore, nextCursor, last, null);
	}

	@Override
	public void close() {
		if (this.reserved != null) {
			this.reserved.close();
		}
		if (this.messages instanceof LongPage readWhileWritten) {
			readWhileWritten.close();
		}
	}

	/**
	 * The same page with memory for its messages. A long page reserves it for its parts.
	 * @throws StoreUnavailableException if the budget does not have it
	 */
	Page reservedFrom(MemoryBudget memory) {
		if (!(this.messages instanceof List<EncodedMessage> all) || all.isEmpty()) {
			return this;
		}
		Reservation reservation = memory.open();
		reservation.add(EncodedMessage.weight(all));
		return new Page(this.messages, this.hasMore, this.nextCursor, this.last, reservation);
	}

	boolean isEmpty() {
		return this.last < 0;
	}

	static Page empty(long cursor) {
		return new Page(List.of(), false, cursor, -1);
	}

}
