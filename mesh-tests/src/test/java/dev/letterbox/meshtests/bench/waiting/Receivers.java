package dev.letterbox.meshtests.bench.waiting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Receivers that each follow a chat, on one thread, so that they cost the machine little:
 * with waiting pulls, or with a pull each second.
 */
final class Receivers implements AutoCloseable {

	/** The preference of those that wait. */
	static final String WAITING = "Prefer: wait=30\r\n";

	/** None: a poll each second. */
	static final String POLLING = "";

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final int CONNECTIONS_PER_SECOND = 1000;

	private final boolean waiting;

	private final AtomicLongArray cursors;

	private final AtomicLongArray received;

	private final AtomicLong requests = new AtomicLong();

	private final Map<String, Long> failures = new ConcurrentSkipListMap<>();

	private final AtomicLong refused = new AtomicLong();

	private final AtomicInteger asked = new AtomicInteger();

	private final Queue<Receiver> due = new PriorityQueue<>(Comparator.comparingLong(Receiver::due));

	private final List<Receiver> all = new ArrayList<>();

	private final ByteBuffer input = ByteBuffer.allocateDirect(64 * 1024);

	private final Selector selector;

	private final Thread thread = Thread.ofPlatform().name("receivers").daemon().unstarted(this::run);

	private volatile boolean closed;

	/**
	 * Starts receivers, a thousand each second.
	 * @param servers gateways, each for as many of them
	 * @param cursor where each starts
	 */
	Receivers(List<URI> servers, List<String> chats, String preference, long cursor) {
		this.waiting = preference.equals(WAITING);
		this.cursors = new AtomicLongArray(chats.size());
		this.received = new AtomicLongArray(chats.size());
		long now = System.nanoTime();
		for (int i = 0; i < chats.size(); i++) {
			this.cursors.set(i, cursor);
			this.all.add(new Receiver(i, servers.get(i % servers.size()), chats.get(i), preference,
					now + i * SECOND / CONNECTIONS_PER_SECOND));
		}
		this.due.addAll(this.all);
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread.start();
	}

	/** Whether each has asked at least once. */
	boolean haveAllAsked() {
		return this.asked.get() >= this.all.size();
	}

	/** How many requests they have made. */
	long requests() {
		return this.requests.get();
	}

	/** How many of these failed, by status or by what happened to the connection. */
	Map<String, Long> failures() {
		return new TreeMap<>(this.failures);
	}

	/** How many of these wanted to wait and were answered at once, without a message. */
	long refused() {
		return this.refused.get();
	}

	/** How many messages a receiver has, and those that it began with. */
	long cursor(int number) {
		return this.cursors.get(number);
	}

	/** When a receiver got its last message, of {@link System#nanoTime()}. */
	long received(int number) {
		return this.received.get(number);
	}

	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
		try {
			this.thread.join();
			for (Receiver receiver : this.all) {
				receiver.disconnect();
			}
			this.selector.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void run() {
		try {
			while (!this.closed) {
				long now = System.nanoTime();
				for (Receiver next; (next = this.due.peek()) != null && next.due() - now <= 0;) {
					this.due.remove();
					ask(next);
				}
				Receiver next = this.due.peek();
				long millis = (next != null) ? (next.due() - System.nanoTime()) / 1_000_000 : 100;
				this.selector.select(Math.clamp(millis, 1, 100));
				Set<SelectionKey> ready = this.selector.selectedKeys();
				for (SelectionKey key : ready) {
					if (key.attachment() instanceof Receiver receiver) {
						receive(receiver);
					}
				}
				ready.clear();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void ask(Receiver receiver) throws IOException {
		long begun = System.nanoTime();
		// The next poll is due a second after this one, unless it is answered later.
		receiver.due(begun + SECOND);
		this.requests.incrementAndGet();
		try {
			receiver.ask(cursor(receiver.number()), this.selector);
			this.asked.incrementAndGet();
		}
		catch (IOException ex) {
			failed(receiver, ex);
		}
	}

	private void receive(Receiver receiver) throws IOException {
		try {
			if (receiver.receive(this.input)) {
				answered(receiver);
			}
		}
		catch (IOException ex) {
			failed(receiver, ex);
		}
	}

	private void answered(Receiver receiver) throws IOException {
		int number = receiver.number();
		long cursor = cursor(number);
		long next = receiver.nextCursor(cursor);
		boolean again = this.waiting && receiver.isSuccess() && (next > cursor || receiver.hasWaited());
		if (next > cursor) {
			this.received.set(number, System.nanoTime());
			this.cursors.set(number, next);
		}
		if (!receiver.isSuccess()) {
			this.failures.merge(String.valueOf(receiver.status()), 1L, Long::sum);
		}
		else if (this.waiting && !again) {
			this.refused.incrementAndGet();
		}
		if (receiver.serverCloses()) {
			receiver.disconnect();
		}
		if (again) {
			ask(receiver);
		}
		else {
			receiver.due(Math.max(receiver.due(), System.nanoTime()));
			this.due.add(receiver);
		}
	}

	private void failed(Receiver receiver, IOException cause) throws IOException {
		this.failures.merge(String.valueOf(cause.getMessage()), 1L, Long::sum);
		receiver.disconnect();
		receiver.due(System.nanoTime() + SECOND);
		this.due.add(receiver);
	}

}
