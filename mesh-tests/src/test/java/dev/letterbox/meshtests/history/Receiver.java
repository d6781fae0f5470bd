package dev.letterbox.meshtests.history;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.history.History.Reading;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;

/**
 * A receiver that follows a chat's tail: it polls with the cursor that the last page gave
 * it.
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
	 * Polls until nothing more is there or the mesh cannot answer; whether it has got
	 * everything.
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

	/** Takes down all that was received, in the order in which it was. */
	public synchronized void report(History history) {
		long now = System.nanoTime();
		// It says nothing of when the tail was asked for: the single polls have said
		// that.
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
