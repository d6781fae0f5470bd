package dev.letterbox.embeddedstore.server;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The bytes of large requests and large replies in progress, of all connections together.
 * A request that does not fit waits until others have ended, in their order; it is not
 * read before. A reply is never refused, but batches are small while there is little
 * left.
 */
public final class StoreMemory {

	/** Smaller requests and replies do not count. */
	static final int SMALL = 64 << 10;

	private static final long LARGEST_BATCH = 4L << 20;

	/** The part of what is left that one batch may take. */
	private static final int BATCH_SHARE = 8;

	private final long limit;

	private final Queue<Waiting> waiting = new ArrayDeque<>();

	private long reserved;

	public StoreMemory(long limit) {
		this.limit = limit;
	}

	/**
	 * Reserves bytes for a request.
	 * @param later called when they are reserved, if they are not yet
	 * @return whether they are reserved already
	 */
	synchronized boolean reserve(long bytes, Runnable later) {
		if (this.waiting.isEmpty() && fits(bytes)) {
			this.reserved += bytes;
			return true;
		}
		this.waiting.add(new Waiting(bytes, later));
		return false;
	}

	/**
	 * Reserves bytes for a reply, also beyond the limit.
	 */
	synchronized void reserveBeyond(long bytes) {
		this.reserved += bytes;
	}

	synchronized void release(long bytes) {
		this.reserved -= bytes;
		for (Waiting next = this.waiting.peek(); next != null && fits(next.bytes()); next = this.waiting.peek()) {
			this.waiting.remove();
			this.reserved += next.bytes();
			next.later().run();
		}
	}

	synchronized long reserved() {
		return this.reserved;
	}

	/**
	 * At how many bytes a batch of a find takes no further document.
	 */
	public long batchBytes() {
		return Math.clamp((this.limit - reserved()) / BATCH_SHARE, SMALL, LARGEST_BATCH);
	}

	/**
	 * One that exceeds the limit by itself fits when nothing else is in progress.
	 */
	private boolean fits(long bytes) {
		return this.reserved == 0 || this.reserved + bytes <= this.limit;
	}

	private record Waiting(long bytes, Runnable later) {

	}

}
