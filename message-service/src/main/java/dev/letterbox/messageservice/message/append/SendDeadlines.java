package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.StoreUnavailableException;

/**
 * Answers sends at their deadlines, with one thread that looks at all of them. If each
 * request waited with a timeout, the virtual threads' scheduler would set and cancel a
 * timer for it, and each of the two wakes a thread.
 */
class SendDeadlines implements AutoCloseable {

	/** A send is answered so much after its deadline at most. */
	static final Duration INTERVAL = Duration.ofMillis(20);

	private final Set<PendingSend> waiting = ConcurrentHashMap.newKeySet();

	private final Thread thread = Thread.ofVirtual().name("send-deadlines").unstarted(this::run);

	private volatile boolean closed;

	void start() {
		this.thread.start();
	}

	/**
	 * Waits for the answer of a send, until its deadline.
	 * @throws StoreUnavailableException if it was certainly not stored
	 * @throws OutcomeUnknownException if it may have been
	 */
	Receipt await(PendingSend send) throws InterruptedException {
		this.waiting.add(send);
		try {
			return send.await();
		}
		finally {
			this.waiting.remove(send);
		}
	}

	/**
	 * Ends when the last send that waits is answered.
	 */
	@Override
	public void close() {
		this.closed = true;
	}

	private void run() {
		while (!this.closed || !this.waiting.isEmpty()) {
			LockSupport.parkNanos(INTERVAL.toNanos());
			this.waiting.forEach(PendingSend::failIfOver);
		}
	}

}
