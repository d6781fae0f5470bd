package dev.letterbox.messageservice.message.page;

import io.github.resilience4j.bulkhead.Bulkhead;

/**
 * The reading of one page: holds its permit from the first question to the store on, and
 * knows where its messages came from. A page from memory needs no permit.
 */
class PageRead {

	private final Bulkhead readers;

	private Source source = Source.MEMORY;

	PageRead(Bulkhead readers) {
		this.readers = readers;
	}

	/**
	 * Must be called before the store is asked.
	 */
	void ask(Source wanted) {
		if (this.source == Source.MEMORY) {
			this.readers.acquirePermission();
		}
		if (wanted.compareTo(this.source) > 0) {
			this.source = wanted;
		}
	}

	/**
	 * Where its messages came from.
	 */
	Source source() {
		return this.source;
	}

	/**
	 * Returns the permit, if there is one.
	 */
	void release() {
		if (this.source != Source.MEMORY) {
			this.readers.onComplete();
		}
	}

	/**
	 * Where the messages of a page come from.
	 */
	enum Source {

		/** From memory alone. */
		MEMORY,
		/** The store was asked for what lies behind the messages in memory. */
		TAIL,
		/** The store was asked for messages that could have been in memory. */
		STORE

	}

}
