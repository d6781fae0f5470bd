package dev.letterbox.messageservice.message.page;

import java.util.function.Supplier;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.wait.Wait;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Reads pages that are held back until there is a message in them.
 */
@Service
public class WaitingPulls {

	private final PageReader pages;

	WaitingPulls(PageReader pages) {
		this.pages = pages;
	}

	/**
	 * Reads a page, oldest first, which must be closed. It is empty if the wait ended
	 * without a message.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public Page read(PageRequest request, Wait wait) {
		return wait.hold(new Look(this.pages, request, wait), Page::isEmpty);
	}

	/**
	 * Reads the page again each time when it may have a message.
	 */
	private static final class Look implements Supplier<Page> {

		private final PageReader pages;

		private final PageRequest request;

		private final Wait wait;

		private boolean again;

		Look(PageReader pages, PageRequest request, Wait wait) {
			this.pages = pages;
			this.request = request;
			this.wait = wait;
		}

		@Override
		public Page get() {
			@Nullable Page news = this.again ? this.pages.news(this.request) : null;
			this.again = true;
			if (news != null) {
				return news;
			}
			if (this.request.since() != null) {
				// A page that is empty for its time does not tell where the chat ends.
				this.wait.expect(this.pages.last(this.request) + 1);
			}
			return this.pages.look(this.request);
		}

	}

}
