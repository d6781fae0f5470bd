package dev.letterbox.meshtests.support;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The times at which this machine ran nothing, or at least not a thread that was due. A
 * bound on the time of a request is not the mesh's to keep then.
 */
public final class Standstills implements AutoCloseable {

	private static final long STEP_NANOS = Duration.ofMillis(10).toNanos();

	/** Shorter ones are the ordinary delay of a busy machine. */
	private static final long SHORTEST_NANOS = Duration.ofMillis(50).toNanos();

	private final Collection<Standstill> found = new ConcurrentLinkedQueue<>();

	private final Thread thread = Thread.ofPlatform().name("standstills").daemon().unstarted(this::watch);

	private volatile boolean closed;

	/** Begins to watch. */
	public Standstills() {
		this.thread.start();
	}

	/**
	 * For how long the machine stood still between two times, in nanoseconds as
	 * {@link System#nanoTime()} tells them.
	 */
	public long within(long begin, long end) {
		return this.found.stream()
			.mapToLong((one) -> Math.max(0, Math.min(end, one.end()) - Math.max(begin, one.begin())))
			.sum();
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private void watch() {
		while (!this.closed) {
			long due = System.nanoTime() + STEP_NANOS;
			LockSupport.parkNanos(STEP_NANOS);
			long now = System.nanoTime();
			if (now - due >= SHORTEST_NANOS) {
				this.found.add(new Standstill(due, now));
			}
		}
	}

	private record Standstill(long begin, long end) {

	}

}
