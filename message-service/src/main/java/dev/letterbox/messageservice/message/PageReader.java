package dev.letterbox.messageservice.message;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

import org.springframework.stereotype.Service;

/**
 * Reads chats page by page. Since positions are dense, every page is one range of them,
 * and costs what it returns, wherever in the chat it lies.
 */
@Service
public class PageReader {

	/**
	 * A longer page is read in pieces of so many messages while it is written, lest a
	 * thousand long messages lie in memory at once.
	 */
	private static final int PIECE = 64;

	private final MessageStore store;

	private final MessageMetrics metrics;

	PageReader(MessageStore store, MessageMetrics metrics) {
		this.store = store;
		this.metrics = metrics;
	}

	/**
	 * Reads a page.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public Page read(PageRequest request) {
		try {
			Page page = request.reverse() ? newest(request) : oldest(request);
			this.metrics.pulled();
			return page;
		}
		catch (StoreUnavailableException ex) {
			this.metrics.notPulled();
			throw ex;
		}
	}

	private Page oldest(PageRequest request) {
		String chat = request.chat().canonical();
		long from = request.start();
		if (request.since() != null) {
			Message first = this.store.firstSince(chat, request.since());
			if (first == null) {
				return Page.empty(request.start());
			}
			from = Math.max(from, first.position());
		}
		if (request.limit() > PIECE) {
			return longOldest(request, chat, from);
		}
		List<Message> found = this.store.oldest(chat, from, request.limit() + 1);
		if (found.isEmpty()) {
			return Page.empty(request.start());
		}
		List<Message> page = found.subList(0, Math.min(found.size(), request.limit()));
		long last = page.getLast().position();
		return new Page(page, found.size() > page.size(), last + 1, last);
	}

	private Page longOldest(PageRequest request, String chat, long from) {
		long tip = tip(chat);
		if (tip < from) {
			return Page.empty(request.start());
		}
		long to = Math.min(from + request.limit() - 1, tip);
		Iterable<Message> messages = pieces(to - from + 1,
				(done) -> this.store.oldest(chat, from + done, piece(to - from + 1 - done)));
		return new Page(messages, to < tip, to + 1, to);
	}

	private Page newest(PageRequest request) {
		String chat = request.chat().canonical();
		long to = (request.before() != null) ? request.before() - 1 : Long.MAX_VALUE;
		if (request.start() > 0) {
			to = tip(chat) - request.start();
		}
		if (to >= 0 && request.limit() > PIECE) {
			return longNewest(request, chat, Math.min(to, tip(chat)));
		}
		List<Message> page = (to < 0) ? List.of() : this.store.newest(chat, to, request.limit());
		if (page.isEmpty()) {
			return Page.empty(request.start());
		}
		long last = page.getLast().position();
		return new Page(page, last > 0, request.start() + page.size(), last);
	}

	private Page longNewest(PageRequest request, String chat, long to) {
		long count = Math.min(request.limit(), to + 1);
		long last = to - count + 1;
		Iterable<Message> messages = pieces(count, (done) -> this.store.newest(chat, to - done, piece(count - done)));
		return (count == 0) ? Page.empty(request.start()) : new Page(messages, last > 0, request.start() + count, last);
	}

	private long tip(String chat) {
		List<Message> tip = this.store.newest(chat, Long.MAX_VALUE, 1);
		return tip.isEmpty() ? -1 : tip.getFirst().position();
	}

	private static int piece(long left) {
		return (int) Math.min(PIECE, left);
	}

	private static Iterable<Message> pieces(long count, LongFunction<List<Message>> read) {
		return () -> LongStream.iterate(0, (done) -> done < count, (done) -> done + PIECE)
			.mapToObj(read)
			.flatMap(List::stream)
			.iterator();
	}

}
