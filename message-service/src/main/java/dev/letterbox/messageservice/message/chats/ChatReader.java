package dev.letterbox.messageservice.message.chats;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.messageservice.message.ChatEnd;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.ChatStore;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Lists the chats of a member, page by page. A page costs one query for its names and one
 * seek for the end of each of its chats, however many messages they have. With
 * {@code since} it looks at the member's chats in steps, since nothing but a chat's
 * messages knows when its last one was sent: a step without news costs one query for all
 * of its chats, another one costs a seek for each.
 */
@Service
public class ChatReader {

	/** How many chats are looked at in one step. */
	private static final int LARGEST_STEP = 1001;

	private final ChatStore store;

	private final ChatEnds ends;

	private final Bulkhead readers;

	private final ChatMetrics metrics;

	private final long deadlineNanos;

	ChatReader(ChatStore store, BulkheadRegistry bulkheads, ChatSettings settings, ChatMetrics metrics) {
		this.store = store;
		this.ends = new ChatEnds(store, settings.parallelReads());
		this.readers = bulkheads.bulkhead("chats");
		this.metrics = metrics;
		this.deadlineNanos = settings.deadline().toNanos();
		metrics.watch(this.readers);
	}

	/**
	 * Reads a page.
	 * @throws StoreUnavailableException if the store can't be asked, or does not answer
	 * by the deadline
	 */
	public ChatList read(ChatListRequest request) {
		try {
			ChatList list = this.readers.executeSupplier(() -> list(request));
			this.metrics.listed();
			return list;
		}
		catch (BulkheadFullException ex) {
			this.metrics.notListed();
			throw new StoreUnavailableException(Reason.READERS, ex);
		}
		catch (StoreUnavailableException ex) {
			this.metrics.notListed();
			throw ex;
		}
	}

	/**
	 * Takes chats in the order of their names until there is one more than wanted, in
	 * steps that grow: chats without messages are rare, but few may be as new as
	 * {@code since}.
	 */
	private ChatList list(ChatListRequest request) {
		long begun = System.nanoTime();
		List<ChatEnd> found = new ArrayList<>();
		String after = request.after();
		int step = request.limit() + 1;
		boolean end = false;
		while (found.size() <= request.limit() && !end) {
			if (System.nanoTime() - begun > this.deadlineNanos) {
				throw new StoreUnavailableException(Reason.STORE_TOO_SLOW, null);
			}
			List<String> names = this.store.ofMember(request.member(), after, step);
			if (mayBeWanted(names, request.since())) {
				this.ends.of(names).stream().filter((chat) -> isWanted(chat, request.since())).forEach(found::add);
			}
			end = names.size() < step;
			after = end ? after : names.getLast();
			step = Math.min(2 * step, LARGEST_STEP);
		}
		boolean more = found.size() > request.limit();
		return new ChatList(more ? List.copyOf(found.subList(0, request.limit())) : found, more);
	}

	/**
	 * Whether one of a member's chats has a message sent at or after a time. Costs one
	 * query for its names and one for all of them together, per {@value #LARGEST_STEP}.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	boolean hasNews(String member, long since) {
		String after = null;
		while (true) {
			List<String> names = this.store.ofMember(member, after, LARGEST_STEP);
			if (mayBeWanted(names, since)) {
				return true;
			}
			if (names.size() < LARGEST_STEP) {
				return false;
			}
			after = names.getLast();
		}
	}

	/**
	 * Whether any of the chats has news, so that it is worth reading where each ends:
	 * usually none has.
	 */
	private boolean mayBeWanted(List<String> names, @Nullable Long since) {
		return !names.isEmpty() && (since == null || this.store.hasNews(names, since));
	}

	private static boolean isWanted(ChatEnd chat, @Nullable Long since) {
		return since == null || chat.sendTime() >= since;
	}

}
