package dev.letterbox.meshtests.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * Concurrent clients, each on its own thread; the first failure fails the test.
 */
public final class Workers implements AutoCloseable {

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Future<?>> work = new ArrayList<>();

	private volatile boolean stopping;

	/** Starts {@code count} clients; each gets its number and runs once. */
	public void start(int count, IntConsumer client) {
		for (int i = 0; i < count; i++) {
			int number = i;
			this.work.add(this.threads.submit(() -> client.accept(number)));
		}
	}

	/**
	 * Starts {@code count} clients that repeat until {@link #finish(Duration)}.
	 */
	public void repeat(int count, IntConsumer client) {
		start(count, (number) -> {
			while (!this.stopping) {
				client.accept(number);
			}
		});
	}

	boolean stopping() {
		return this.stopping;
	}

	/** Stops all clients after their current operation; throws what one of them threw. */
	public void finish(Duration limit) {
		this.stopping = true;
		join(limit);
	}

	/** Waits until all clients are done. */
	public void join(Duration limit) {
		long deadline = System.nanoTime() + limit.toNanos();
		for (Future<?> future : this.work) {
			try {
				future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (ExecutionException ex) {
				throw new AssertionError("A client failed: " + ex.getCause(), ex.getCause());
			}
			catch (TimeoutException ex) {
				throw new AssertionError("A client is not done after " + limit, ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted", ex);
			}
		}
		this.work.clear();
	}

	/**
	 * The pause of a client between two requests; never used to wait for a state.
	 */
	public static void pause(Duration duration) {
		CompletableFuture.runAsync(() -> {
		}, CompletableFuture.delayedExecutor(duration.toNanos(), TimeUnit.NANOSECONDS)).join();
	}

	@Override
	public void close() {
		this.stopping = true;
		this.threads.shutdownNow();
	}

}
