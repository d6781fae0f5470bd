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

	private volatile long cursor;

	public WaitingReceiver(String chat, Recorder recorder, int seconds) {
		this.chat = chat;
		this.recorder = recorder;
		this.seconds = seconds;
	}

	/**
	 * Waits once; pauses as a client does that is told to come again later. Called by one
	 * thread only.
	 */
	public void follow() {
		long begun = System.nanoTime();
		// Read without a lock, which would be held for as long as the mesh does not
		// answer.
		Page page = this.recorder.pull(this.chat, Order.OLDEST_FIRST, this.cursor, 100, "Prefer",
				"wait=" + this.seconds);
		if (page != null) {
			add(new Delivery(this.cursor, begun, System.nanoTime(), !page.messages().isEmpty()), page);
		}
		if (page == null || page.messages().isEmpty()) {
			// Not granted, or the time was up.
			Workers.pause(PAUSE);
		}
	}

	private synchronized void add(Delivery delivery, Page page) {
		this.deliveries.add(delivery);
		this.received.addAll(page.messages());
		this.cursor = page.nextCursor();
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
	 * How late each wait ended whose message was acknowledged before: after its request,
	 * and after that acknowledgement.
	 */
	public synchronized List<Lateness> late(History history) {
		List<Lateness> late = new ArrayList<>();
		for (Attempt attempt : history.attempts()) {
			if (attempt.chat().equals(this.chat) && attempt.acknowledged() && attempt.position() != null) {
				for (Delivery delivery : this.deliveries) {
					if (delivery.cursor() == attempt.position() && delivery.ended() > attempt.ended()) {
						late.add(new Lateness(this.chat, delivery.cursor(), Math.max(attempt.ended(), delivery.begun()),
								delivery.ended()));
					}
				}
			}
		}
		return late;
	}

	/** How many waits were answered with messages. */
	public synchronized long answered() {
		return this.deliveries.stream().filter(Delivery::found).count();
	}

	/**
	 * The time from the moment at which a wait's message was acknowledged, or from the
	 * wait's request if that is later, to the wait's answer.
	 *
	 * @param position of the message
	 * @param due in nanoseconds, as the history has them
	 * @param ended in nanoseconds
	 */
	public record Lateness(String chat, long position, long due, long ended) {

		/** How late the wait ended, in nanoseconds. */
		public long nanos() {
			return this.ended - this.due;
		}

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
