package dev.letterbox.messageservice.message.wait;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls once per interval on a thread of its own, until it is closed. A poll that fails
 * does not end it.
 */
public final class RepeatedPoll implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(RepeatedPoll.class);

	private final Duration interval;

	private final Runnable poll;

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Creates one that has not started.
	 * @param name the thread's name
	 * @param interval from the beginning of a poll to that of the next one
	 */
	public RepeatedPoll(String name, Duration interval, Runnable poll) {
		this.interval = interval;
		this.poll = poll;
		this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
	}

	/**
	 * Starts to poll.
	 */
	public void start() {
		this.thread.start();
	}

	/**
	 * Whether it is to end: a long poll may stop early.
	 */
	public boolean isClosed() {
		return this.closed;
	}

	boolean isAlive() {
		return this.thread.isAlive();
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private void run() {
		boolean failing = false;
		while (!this.closed) {
			long begun = System.nanoTime();
			try {
				this.poll.run();
				failing = false;
			}
			catch (RuntimeException | Error ex) {
				// The same failure once a second would flood the log.
				if (!failing && !this.closed) {
					log.warn("{} failed and continues: {}", this.thread.getName(), ex.toString());
				}
				failing = true;
			}
			LockSupport.parkNanos(begun + this.interval.toNanos() - System.nanoTime());
		}
	}

}
