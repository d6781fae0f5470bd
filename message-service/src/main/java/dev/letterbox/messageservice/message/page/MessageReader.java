package dev.letterbox.messageservice.message.page;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.page.PageRead.Source;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.recent.Run;
import dev.letterbox.messageservice.message.store.MessageStore;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads messages from memory as far as they are there, and the others from the store.
 * Memory never says that a chat ends: another replica may have stored messages behind
 * those that are known here. The store is asked for that, while the primary is confirmed.
 * Messages below a known one can't change and need no confirmation.
 * <p>
 * Every list has consecutive positions, also where memory and store meet.
 */
@Component
class MessageReader {

	/** How many messages behind the known end are read to find the end. */
	private static final int TAIL = 64;

	private final MessageStore store;

	private final RecentMessages recent;

	MessageReader(MessageStore store, RecentMessages recent) {
		this.store = store;
		this.recent = recent;
	}

	/**
	 * Messages from a position on, oldest first; fewer than asked for where the chat
	 * ends.
	 * @throws StoreUnavailableException if the store can't be asked, or lacks a message
	 */
	List<EncodedMessage> oldest(PageRead page, String chat, long from, int count) {
		Run run = this.recent.of(chat);
		if (!run.reaches(from)) {
			page.ask(Source.STORE);
			int read = Math.max(count, gap(from, run));
			List<EncodedMessage> found = added(chat, this.store.oldest(chat, from, read), from);
			return found.subList(0, Math.min(found.size(), count));
		}
		List<EncodedMessage> known = run.from(from, count);
		return (known.size() == count) ? known : joined(known, behind(page, chat, run, count - known.size()));
	}

	/**
	 * Messages up to and with a position, newest first; fewer than asked for where the
	 * chat begins.
	 * @throws StoreUnavailableException if the store can't be asked, or lacks a message
	 */
	List<EncodedMessage> newest(PageRead page, String chat, long to, int count) {
		Run run = this.recent.of(chat);
		if (to < run.next()) {
			long first = Math.max(0, to - count + 1);
			if (run.covers(first, to - first + 1)) {
				return run.from(first, Math.toIntExact(to - first + 1)).reversed();
			}
		}
		else if (run.reaches(0) || run.size() >= count) {
			List<EncodedMessage> behind = behind(page, chat, run, count + 1);
			if (behind.size() <= count) {
				return joined(run.from(Math.max(run.first(), run.next() - count), count), behind).reversed()
					.stream()
					.dropWhile((message) -> message.position() > to)
					.limit(count)
					.toList();
			}
		}
		return newestOfStore(page, chat, to, count);
	}

	/**
	 * The position of the chat's last message, -1 in an empty chat.
	 */
	long last(PageRead page, String chat) {
		Run run = this.recent.of(chat);
		if (!run.isEmpty()) {
			int behind = behind(page, chat, run, TAIL).size();
			if (behind < TAIL) {
				return run.next() + behind - 1;
			}
		}
		List<EncodedMessage> last = newestOfStore(page, chat, Long.MAX_VALUE, 1);
		return last.isEmpty() ? -1 : last.getFirst().position();
	}

	/**
	 * The position of the first message sent at or after a time, -1 if there is none.
	 */
	long firstSince(PageRead page, String chat, long sendTime) {
		long known = this.recent.of(chat).firstSince(sendTime);
		if (known >= 0) {
			return known;
		}
		page.ask(Source.STORE);
		@Nullable Message first = this.store.firstSince(chat, sendTime);
		return (first != null) ? first.position() : -1;
	}

	/**
	 * The messages in memory that a pull asks for, oldest first, and one more if there is
	 * one; none if memory does not tell where they begin.
	 */
	List<EncodedMessage> known(PageRequest request) {
		Run run = this.recent.of(request.chat().canonical());
		long first = (request.since() != null) ? run.firstSince(request.since()) : 0;
		long from = Math.max(request.start(), first);
		boolean known = first >= 0 && run.reaches(from) && from < run.next();
		return known ? run.from(from, request.limit() + 1) : List.of();
	}

	/**
	 * All messages of a range that are known to be stored, in its order.
	 * @throws StoreUnavailableException if the store can't be asked, or has not got all
	 * of them
	 */
	List<EncodedMessage> read(Range range) {
		int count = Math.toIntExact(range.count());
		Run run = this.recent.of(range.chat());
		List<EncodedMessage> found = run.covers(range.first(), count) ? run.from(range.first(), count)
				: added(range.chat(), this.store.range(range.chat(), range.first(), count), range.first());
		if (found.size() < count) {
			throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
		}
		return range.reverse() ? found.reversed() : found;
	}

	/**
	 * How many messages are from a position to those in memory, if that is a short page:
	 * read together with it, they join it to the run. Otherwise 0.
	 */
	private static int gap(long from, Run run) {
		long gap = run.first() - from;
		return (gap > 0 && gap <= LongPage.PIECE) ? (int) gap : 0;
	}

	private List<EncodedMessage> behind(PageRead page, String chat, Run run, int count) {
		page.ask(Source.TAIL);
		return added(chat, this.store.oldest(chat, run.next(), count), run.next());
	}

	private List<EncodedMessage> newestOfStore(PageRead page, String chat, long to, int count) {
		page.ask(Source.STORE);
		List<Message> found = this.store.newest(chat, to, count).reversed();
		return added(chat, found, found.isEmpty() ? 0 : found.getFirst().position()).reversed();
	}

	/**
	 * What the store answered, checked and added to memory.
	 */
	private List<EncodedMessage> added(String chat, List<Message> found, long first) {
		if (found.isEmpty()) {
			return List.of();
		}
		List<EncodedMessage> messages = new ArrayList<>(found.size());
		for (Message message : found) {
			messages.add(EncodedMessage.of(message));
		}
		Range.requireConsecutive(messages, first, 1);
		this.recent.add(chat, messages);
		return messages;
	}

	private static List<EncodedMessage> joined(List<EncodedMessage> known, List<EncodedMessage> behind) {
		if (behind.isEmpty() || known.isEmpty()) {
			return behind.isEmpty() ? known : behind;
		}
		List<EncodedMessage> all = new ArrayList<>(known.size() + behind.size());
		all.addAll(known);
		all.addAll(behind);
		return all;
	}

}
