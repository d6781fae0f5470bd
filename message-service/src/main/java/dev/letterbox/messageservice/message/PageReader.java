package dev.letterbox.messageservice.message;

import java.util.List;

import org.springframework.stereotype.Service;

/**
 * Reads chats page by page. Since positions are dense, every page is one range of them,
 * and costs what it returns, wherever in the chat it lies.
 */
@Service
public class PageReader {

	private final MessageStore store;

	PageReader(MessageStore store) {
		this.store = store;
	}

	/**
	 * Reads a page.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public Page read(PageRequest request) {
		return request.reverse() ? newest(request) : oldest(request);
	}

	private Page oldest(PageRequest request) {
		String chat = request.chat().canonical();
		long start = request.start();
		if (request.since() != null) {
			Message first = this.store.firstSince(chat, request.since());
			if (first == null) {
				return new Page(List.of(), false, start);
			}
			start = Math.max(start, first.position());
		}
		List<Message> found = this.store.oldest(chat, start, request.limit() + 1);
		if (found.isEmpty()) {
			return new Page(found, false, request.start());
		}
		List<Message> page = found.subList(0, Math.min(found.size(), request.limit()));
		return new Page(page, found.size() > page.size(), page.getLast().position() + 1);
	}

	private Page newest(PageRequest request) {
		String chat = request.chat().canonical();
		long to = to(request);
		List<Message> page = (to < 0) ? List.of() : this.store.newest(chat, to, request.limit());
		boolean hasMore = !page.isEmpty() && page.getLast().position() > 0;
		return new Page(page, hasMore, request.start() + page.size());
	}

	private long to(PageRequest request) {
		if (request.before() != null) {
			return request.before() - 1;
		}
		if (request.start() == 0) {
			return Long.MAX_VALUE;
		}
		List<Message> tip = this.store.newest(request.chat().canonical(), Long.MAX_VALUE, 1);
		return tip.isEmpty() ? -1 : tip.getFirst().position() - request.start();
	}

}
