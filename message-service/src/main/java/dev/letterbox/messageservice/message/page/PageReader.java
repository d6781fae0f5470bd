package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.MemoryBudget;
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
 * A page that asks the store holds one permit of a bulkhead for all its reads. Long pages
 * have a bulkhead of their own: they keep their permit for as long as the client takes to
 * receive them.
 */
@Service
public class PageReader {

	private final MessageReader messages;

	private final Bulkhead shortPages;

	private final Bulkhead longPages;

	private final Bulkhead news;

	private final MemoryBudget memory;

	private final PullMetrics metrics;

	PageReader(MessageReader messages, BulkheadRegistry bulkheads, MemoryBudget memory, PullMetrics metrics) {
		this.messages = messages;
		this.shortPages = bulkheads.bulkhead("short-pages");
		this.longPages = bulkheads.bulkhead("long-pages");
		this.news = bulkheads.bulkhead("news");
		this.memory = memory;
		this.metrics = metrics;
		metrics.watch("short", this.shortPages);
		metrics.watch("long", this.longPages);
		metrics.watch("news", this.news);
	}

	/**
	 * Reads a page, which must be closed.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public Page read(PageRequest request) {
		return counted(request, (request.limit() > LongPage.PIECE) ? this.longPages : this.shortPages);
	}

	/**
	 * Reads the page of a pull that waits if it is empty. Such pulls have a bulkhead of
	 * their own, with time to wait for a permit, and take none of the other pulls.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	Page look(PageRequest request) {
		boolean isLong = request.limit() > LongPage.PIECE;
		Page page = counted(isLong ? request.withLimit(LongPage.PIECE) : request, this.news);
		if (!isLong || !page.hasMore()) {
			return page;
		}
		// With this much to answer, it is an ordinary pull.
		page.close();
		return read(request);
	}

	private Page counted(PageRequest request, Bulkhead readers) {
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

	/**
	 * The page of a pull that found nothing when it first read, from memory alone; null
	 * if memory does not have a message for it. What is in memory was stored after the
	 * pull began: the moment when its last message was stored is one at which this is the
	 * whole answer, also where other replicas have stored more by now.
	 */
	@Nullable Page news(PageRequest request) {
		List<EncodedMessage> found = this.messages.known(request);
		if (found.isEmpty()) {
			return null;
		}
		Page page = page(found, request.limit()).reservedFrom(this.memory);
		this.metrics.pulled();
		this.metrics.readFrom(PageRead.Source.MEMORY);
		return page;
	}

	/**
	 * The position of the chat's last message, -1 in an empty chat.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	long last(PageRequest request) {
		PageRead read = new PageRead(this.news);
		try {
			return this.messages.last(read, request.chat().canonical());
		}
		catch (BulkheadFullException ex) {
			throw new StoreUnavailableException(Reason.READERS, ex);
		}
		finally {
			read.release();
		}
	}

	private Page read(PageRequest request, Bulkhead readers) {
		PageRead read = new PageRead(readers);
		boolean readWhileWritten = false;
		try {
			Page page = (request.reverse() ? newest(read, request) : oldest(read, request)).reservedFrom(this.memory);
			readWhileWritten = page.messages() instanceof LongPage;
			if (!readWhileWritten) {
				this.metrics.pulled();
				this.metrics.readFrom(read.source());
			}
			return page;
		}
		finally {
			if (!readWhileWritten) {
				read.release();
			}
		}
	}

	private Page oldest(PageRead read, PageRequest request) {
		String chat = request.chat().canonical();
		long from = request.start();
		boolean known = false;
		if (request.since() != null) {
			long first = this.messages.firstSince(read, chat, request.since());
			if (first < 0) {
				return Page.empty(request.start());
			}
			known = first >= from;
			from = Math.max(from, first);
		}
		if (request.limit() > LongPage.PIECE) {
			return longOldest(read, request, chat, from);
		}
		List<EncodedMessage> found = this.messages.oldest(read, chat, from, request.limit() + 1);
		if (found.isEmpty() && known) {
			throw new StoreUnavailableException(Reason.INCOMPLETE_READ, null);
		}
		if (found.isEmpty()) {
			return Page.empty(request.start());
		}
		return page(found, request.limit());
	}

	/**
	 * A page of consecutive messages, oldest first, one of which may be beyond the limit.
	 */
	private static Page page(List<EncodedMessage> found, int limit) {
		List<EncodedMessage> page = found.subList(0, Math.min(found.size(), limit));
		long last = page.getLast().position();
		return new Page(page, found.size() > page.size(), last + 1, last);
	}

	private Page longOldest(PageRead read, PageRequest request, String chat, long from) {
		long tip = this.messages.last(read, chat);
		if (tip < from) {
			return Page.empty(request.start());
		}
		long to = Math.min(from + request.limit() - 1, tip);
		return new Page(messages(new Range(chat, from, to - from + 1, false)), to < tip, to + 1, to);
	}

	private Page newest(PageRead read, PageRequest request) {
		String chat = request.chat().canonical();
		long to = (request.before() != null) ? request.before() - 1 : Long.MAX_VALUE;
		if (to < 0) {
			return Page.empty(request.start());
		}
		if (request.start() > 0 || request.limit() > LongPage.PIECE) {
			return newestOfKnown(request, chat, Math.min(to, this.messages.last(read, chat) - request.start()));
		}
		List<EncodedMessage> page = this.messages.newest(read, chat, to, request.limit());
		if (page.isEmpty()) {
			return Page.empty(request.start());
		}
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

	private Iterable<EncodedMessage> messages(Range range) {
		return (range.count() <= LongPage.PIECE) ? this.messages.read(range)
				: new LongPage(this.messages, range, this.longPages, this.memory.open(), this.metrics);
	}

}
