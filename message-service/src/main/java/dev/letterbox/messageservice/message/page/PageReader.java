package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.MessageStore;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Reads chats page by page. Since positions are dense, every page is one range of them,
 * and costs what it returns, wherever in the chat it lies. A page whose positions are not
 * consecutive is refused: a client would never see the missing message.
 * <p>
 * A page holds one permit of a bulkhead for all its reads. Long pages have a bulkhead of
 * their own: they keep their permit for as long as the client takes to receive them.
 */
@Service
public class PageReader {

	private final MessageStore store;

	private final Bulkhead shortPages;

	private final Bulkhead longPages;

	private final PullMetrics metrics;

	PageReader(MessageStore store, BulkheadRegistry bulkheads, PullMetrics metrics) {
		this.store = store;
		this.shortPages = bulkheads.bulkhead("short-pages");
		this.longPages = bulkheads.bulkhead("long-pages");
		this.metrics = metrics;
		metrics.watch("short", this.shortPages);
		metrics.watch("long", this.longPages);
	}

	/**
	 * Reads a page, which must be closed.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public Page read(PageRequest request) {
		Bulkhead readers = (request.limit() > LongPage.PIECE) ? this.longPages : this.shortPages;
		try {
			return read(request, readers);
		}
		catch (BulkheadFullException ex) {
			this.metrics.notPulled();
			throw new StoreUnavailableException(Reason.READERS, ex);
		}
		catch (StoreUnavailableException ex) {
			this.metrics.notPulled();
			throw ex;
		}
	}

	private Page read(PageRequest request, Bulkhead readers) {
		readers.acquirePermission();
		boolean readWhileWritten = false;
		try {
			Page page = request.reverse() ? newest(request) : oldest(request);
			readWhileWritten = page.messages() instanceof LongPage;
			if (!readWhileWritten) {
				this.metrics.pulled();
			}
			return page;
		}
		finally {
			if (!readWhileWritten) {
				readers.onComplete();
			}
		}
	}

	private Page oldest(PageRequest request) {
		String chat = request.chat().canonical();
		long from = request.start();
		boolean known = false;
		if (request.since() != null) {
			Message first = this.store.firstSince(chat, request.since());
			if (first == null) {
				return Page.empty(request.start());
			}
			known = first.position() >= from;
			from = Math.max(from, first.position());
		}
		if (request.limit() > LongPage.PIECE) {
			return longOldest(request, chat, from);
		}
		List<Message> found = this.store.oldest(chat, from, request.limit() + 1);
		if (found.isEmpty() && known) {
			throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
		}
		Range.requireConsecutive(found, from, 1);
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
		return new Page(messages(new Range(chat, from, to - from + 1, false)), to < tip, to + 1, to);
	}

	private Page newest(PageRequest request) {
		String chat = request.chat().canonical();
		long to = (request.before() != null) ? request.before() - 1 : Long.MAX_VALUE;
		if (to < 0) {
			return Page.empty(request.start());
		}
		if (request.start() > 0 || request.limit() > LongPage.PIECE) {
			return newestOfKnown(request, chat, Math.min(to, tip(chat) - request.start()));
		}
		List<Message> page = this.store.newest(chat, to, request.limit());
		if (page.isEmpty()) {
			return Page.empty(request.start());
		}
		Range.requireConsecutive(page, page.getFirst().position(), -1);
		long last = page.getLast().position();
		if (page.size() < request.limit() && last > 0) {
			throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
		}
		return new Page(page, last > 0, request.start() + page.size(), last);
	}

	private Page newestOfKnown(PageRequest request, String chat, long to) {
		if (to < 0) {
			return Page.empty(request.start());
		}
		long count = Math.min(request.limit(), to + 1);
		long last = to - count + 1;
		return new Page(messages(new Range(chat, last, count, true)), last > 0, request.start() + count, last);
	}

	private Iterable<Message> messages(Range range) {
		return (range.count() <= LongPage.PIECE) ? range.read(this.store)
				: new LongPage(this.store, range, this.longPages, this.metrics);
	}

	private long tip(String chat) {
		@Nullable Message tip = this.store.last(chat);
		return (tip != null) ? tip.position() : -1;
	}

}
