package dev.letterbox.meshtests.history;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.history.History.Reading;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;

/**
 * A receiver that follows a chat: it polls with the next_cursor of the last page.
 */
public final class Receiver {

	private final String chat;

	private final Recorder recorder;

	private final int limit;

	private final List<Message> received = new ArrayList<>();

	private long cursor;

	public Receiver(String chat, Recorder recorder, int limit) {
		this.chat = chat;
		this.recorder = recorder;
		this.limit = limit;
	}

	/**
	 * Polls until there is no more message or the mesh cannot answer; returns whether it
	 * got everything.
	 */
	public synchronized boolean poll() {
		while (true) {
			Page page = this.recorder.pull(this.chat, Order.OLDEST_FIRST, this.cursor, this.limit);
			if (page == null) {
				return false;
			}
			this.received.addAll(page.messages());
			this.cursor = page.nextCursor();
			if (!page.hasMore()) {
				return true;
			}
		}
	}

	/** Records all received messages in their order. */
	public synchronized void report(History history) {
		long now = System.nanoTime();
		// The time of the request is left open: the single polls have recorded it.
		history.add(new Reading("the receiver", this.chat, Order.OLDEST_FIRST, 0, Long.MIN_VALUE, now, this.received,
				true));
	}

	public String chat() {
		return this.chat;
	}

	public synchronized List<Message> received() {
		return List.copyOf(this.received);
	}

}
