package dev.letterbox.messageservice.message.chats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.letterbox.messageservice.message.ChatEnd;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.store.ChatStore;

/**
 * Reads the last messages of chats, a few at a time: one seek in an index for each. No
 * query of MongoDB has a limit for each of several chats that every compatible server
 * answers from the index.
 */
class ChatEnds {

	private final ChatStore store;

	private final int parallelReads;

	ChatEnds(ChatStore store, int parallelReads) {
		this.store = store;
		this.parallelReads = parallelReads;
	}

	/**
	 * The last messages of those of the chats that have one, in their order.
	 * @throws StoreUnavailableException if one could not be read
	 */
	List<ChatEnd> of(List<String> chats) {
		Reading reading = new Reading(chats);
		int readers = Math.min(this.parallelReads, chats.size());
		if (readers <= 1) {
			reading.run();
		}
		else {
			readInParallel(reading, readers);
		}
		return reading.found();
	}

	private static void readInParallel(Reading reading, int readers) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < readers; i++) {
				running.add(threads.submit(reading));
			}
			for (Future<?> reader : running) {
				reader.get();
			}
		}
		catch (ExecutionException ex) {
			throw new StoreUnavailableException(Reason.of(ex.getCause()), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(Reason.STORE_FAILED, ex);
		}
	}

	/**
	 * The reading of one list by several threads, each of which takes the next chat. It
	 * ends early where a read fails.
	 */
	private final class Reading implements Runnable {

		private final List<String> chats;

		private final AtomicReferenceArray<ChatEnd> ends;

		private final AtomicInteger next = new AtomicInteger();

		Reading(List<String> chats) {
			this.chats = chats;
			this.ends = new AtomicReferenceArray<>(chats.size());
		}

		@Override
		public void run() {
			boolean complete = false;
			try {
				for (int i = this.next.getAndIncrement(); i < this.chats.size(); i = this.next.getAndIncrement()) {
					ChatEnd end = ChatEnds.this.store.end(this.chats.get(i));
					if (end != null) {
						this.ends.set(i, end);
					}
				}
				complete = true;
			}
			finally {
				if (!complete) {
					this.next.set(this.chats.size());
				}
			}
		}

		List<ChatEnd> found() {
			List<ChatEnd> found = new ArrayList<>(this.chats.size());
			for (int i = 0; i < this.chats.size(); i++) {
				ChatEnd end = this.ends.get(i);
				if (end != null) {
					found.add(end);
				}
			}
			return found;
		}

	}

}
