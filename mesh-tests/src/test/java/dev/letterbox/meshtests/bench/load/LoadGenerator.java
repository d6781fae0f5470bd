package dev.letterbox.meshtests.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Sends requests at the times of a schedule, whether or not earlier ones have been
 * answered: an open loop. Latencies count from the time at which a request was due, so a
 * request that waits for a free connection behind a slow answer is counted with its wait
 * (no coordinated omission, as in wrk2). One thread and no pipelining, so that the
 * generator costs the machine little.
 */
public final class LoadGenerator {

	/** Also the precision of a latency: what a wait of the thread is rounded up to. */
	private static final long PAUSE_NANOS = 100_000;

	private final URI server;

	private final int connections;

	private final Duration patience;

	private final Deque<GeneratorConnection> idle = new ArrayDeque<>();

	private final Set<GeneratorConnection> open = new HashSet<>();

	private final Latencies latencies = new Latencies();

	private long answers;

	private long errors;

	/** The number of the next request. */
	private long next;

	private LoadGenerator(URI server, int connections, Duration patience) {
		this.server = server;
		this.connections = connections;
		this.patience = patience;
	}

	/**
	 * Runs a schedule.
	 * @param patience how long after the last request was due an answer counts; what is
	 * unanswered then is a timeout
	 */
	public static LoadResult run(URI server, int connections, Schedule schedule, Duration patience,
			RequestSource source) {
		try {
			return new LoadGenerator(server, connections, patience).run(schedule, source);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private LoadResult run(Schedule schedule, RequestSource source) throws IOException {
		try (Selector selector = Selector.open()) {
			for (int i = 0; i < this.connections; i++) {
				connect(selector);
			}
			long start = System.nanoTime();
			long deadline = schedule.dueNanos(schedule.count() - 1) + this.patience.toNanos();
			while (this.answers + this.errors < schedule.count() && System.nanoTime() - start < deadline) {
				GeneratorConnection free;
				while (this.next < schedule.count() && schedule.dueNanos(this.next) <= System.nanoTime() - start
						&& (free = this.idle.poll()) != null) {
					send(free, source.request(this.next), start + schedule.dueNanos(this.next), selector);
					this.next++;
				}
				boolean more = this.next < schedule.count() && !this.idle.isEmpty();
				await(selector, more ? schedule.dueNanos(this.next) - (System.nanoTime() - start) : null);
			}
			return result(schedule, start);
		}
		finally {
			for (GeneratorConnection connection : this.open) {
				connection.close();
			}
		}
	}

	/** Reads answers, and waits for them or for the next due request. */
	private void await(Selector selector, @Nullable Long untilDue) throws IOException {
		if (untilDue == null) {
			selector.select(100);
		}
		else if (selector.selectNow() == 0 && untilDue > 0) {
			// A selector waits for whole milliseconds only.
			LockSupport.parkNanos(Math.min(untilDue, PAUSE_NANOS));
			selector.selectNow();
		}
		Set<SelectionKey> ready = selector.selectedKeys();
		for (SelectionKey key : ready) {
			if (key.attachment() instanceof GeneratorConnection connection) {
				receive(connection, selector);
			}
		}
		ready.clear();
	}

	private void send(GeneratorConnection connection, byte[] request, long due, Selector selector) throws IOException {
		try {
			connection.send(request, due);
		}
		catch (IOException ex) {
			replace(connection, selector);
		}
	}

	private void receive(GeneratorConnection connection, Selector selector) throws IOException {
		try {
			if (!connection.receive()) {
				return;
			}
		}
		catch (IOException ex) {
			replace(connection, selector);
			return;
		}
		if (connection.status() == 200) {
			this.answers++;
			this.latencies.add(System.nanoTime() - connection.due());
		}
		else {
			this.errors++;
		}
		if (connection.serverCloses()) {
			replace(connection, selector);
		}
		else {
			this.idle.push(connection);
		}
	}

	/** Opens a connection in the place of a broken one; its request was an error. */
	private void replace(GeneratorConnection broken, Selector selector) throws IOException {
		if (broken.waiting()) {
			this.errors++;
		}
		this.idle.remove(broken);
		this.open.remove(broken);
		broken.close();
		connect(selector);
	}

	private void connect(Selector selector) throws IOException {
		GeneratorConnection connection = new GeneratorConnection(this.server, selector);
		this.open.add(connection);
		this.idle.push(connection);
	}

	private LoadResult result(Schedule schedule, long start) {
		long now = System.nanoTime();
		long timeouts = schedule.count() - this.answers - this.errors;
		// Counted with the time they have waited, which hides none of it.
		this.open.stream()
			.filter(GeneratorConnection::waiting)
			.forEach((connection) -> this.latencies.add(now - connection.due()));
		for (long unsent = this.next; unsent < schedule.count(); unsent++) {
			this.latencies.add(now - start - schedule.dueNanos(unsent));
		}
		return new LoadResult(this.answers, this.errors, timeouts, (now - start) / 1e9, this.latencies.millis(0.5),
				this.latencies.millis(0.99), this.latencies.millis(1));
	}

}
