package dev.letterbox.meshtests.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.history.History.Attempt;
import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.history.History.Reading;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;

/**
 * A receiver that follows a chat with pulls that wait for its next message.
 */
public final class WaitingReceiver {

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final String chat;

	private final Recorder recorder;

	private final int seconds;

	private final List<Message> received = new ArrayList<>();

	private final List<Delivery> deliveries = new ArrayList<>();

	private long cursor;

	public WaitingReceiver(String chat, Recorder recorder, int seconds) {
		this.chat = chat;
		this.recorder = recorder;
		this.seconds = seconds;
	}

	/**
	 * Waits once; pauses as a client does that is told to come again later.
	 */
	public synchronized void follow() {
		long begun = System.nanoTime();
		Page page = this.recorder.pull(this.chat, Order.OLDEST_FIRST, this.cursor, 100, "Prefer",
				"wait=" + this.seconds);
		if (page == null) {
			Workers.pause(PAUSE);
			return;
		}
		this.deliveries.add(new Delivery(this.cursor, begun, System.nanoTime(), !page.messages().isEmpty()));
		this.received.addAll(page.messages());
		this.cursor = page.nextCursor();
		if (page.messages().isEmpty()) {
			// Not granted, or the time was up.
			Workers.pause(PAUSE);
		}
	}

	/** Records all received messages in their order. */
	public synchronized void report(History history) {
		history.add(new Reading("the waiting receiver", this.chat, Order.OLDEST_FIRST, 0, Long.MIN_VALUE,
				System.nanoTime(), this.received, true));
	}

	public String chat() {
		return this.chat;
	}

	public synchronized List<Message> received() {
		return List.copyOf(this.received);
	}

	/**
	 * How late the latest wait ended: after its request, and after the send of the first
	 * message behind its cursor was acknowledged, if that is known.
	 */
	public synchronized Duration latest(History history) {
		long latest = 0;
		for (Attempt attempt : history.attempts()) {
			if (attempt.chat().equals(this.chat) && attempt.acknowledged() && attempt.position() != null) {
				for (Delivery delivery : this.deliveries) {
					if (delivery.cursor() == attempt.position() && delivery.ended() > attempt.ended()) {
						latest = Math.max(latest, delivery.ended() - Math.max(attempt.ended(), delivery.begun()));
					}
				}
			}
		}
		return Duration.ofNanos(latest);
	}

	/** How many waits were answered with messages. */
	public synchronized long answered() {
		return this.deliveries.stream().filter(Delivery::found).count();
	}

	/**
	 * One answered wait.
	 *
	 * @param cursor the position that it waited for
	 * @param found whether it was answered with messages
	 */
	private record Delivery(long cursor, long begun, long ended, boolean found) {
	}

}
