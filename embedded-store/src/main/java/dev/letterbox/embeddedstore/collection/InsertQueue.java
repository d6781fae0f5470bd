package dev.letterbox.embeddedstore.collection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The inserts that wait for a collection. One thread at a time takes all that wait and
 * writes them together: while one batch is synced to disk, the next one gathers.
 */
final class InsertQueue {

	/** The size at which a batch takes no further insert. */
	private static final int BATCH_BYTES = 4 << 20;

	private final Consumer<List<Insertion>> writer;

	private final Queue<Insertion> waiting = new ArrayDeque<>();

	private boolean busy;

	InsertQueue(Consumer<List<Insertion>> writer) {
		this.writer = writer;
	}

	void add(Insertion insertion, Executor workers) {
		synchronized (this.waiting) {
			this.waiting.add(insertion);
			if (this.busy) {
				return;
			}
			this.busy = true;
		}
		workers.execute(this::work);
	}

	private void work() {
		boolean ended = false;
		try {
			for (List<Insertion> next = take(); next != null; next = take()) {
				this.writer.accept(next);
			}
			ended = true;
		}
		finally {
			if (!ended) {
				// The next insert starts again.
				synchronized (this.waiting) {
					this.busy = false;
				}
			}
		}
	}

	// Ends the work if none waits.
	private @Nullable List<Insertion> take() {
		synchronized (this.waiting) {
			if (this.waiting.isEmpty()) {
				this.busy = false;
				return null;
			}
			List<Insertion> taken = new ArrayList<>();
			int bytes = 0;
			while (!this.waiting.isEmpty() && bytes < BATCH_BYTES) {
				Insertion next = this.waiting.remove();
				bytes += next.bytes();
				taken.add(next);
			}
			return taken;
		}
	}

}
