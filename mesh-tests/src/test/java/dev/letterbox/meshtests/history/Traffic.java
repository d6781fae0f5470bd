package dev.letterbox.meshtests.history;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Reply;
import org.awaitility.Awaitility;

/**
 * Clients that send and pull continuously and record each exchange. Half of the sends
 * have an Idempotency-Key and are repeated until they are acknowledged, as the contract
 * says; the others are sent once.
 */
public final class Traffic implements AutoCloseable {

	private final History history = new History();

	private final List<String> chats = IntStream.range(0, 5).mapToObj((i) -> Client.freshChat()).toList();

	private final Collection<Exchange> exchanges = new ConcurrentLinkedQueue<>();

	private final Workers workers = new Workers();

	private final AtomicLong sent = new AtomicLong();

	private final Client client;

	private final Duration pace;

	private final List<Receiver> receivers;

	public Traffic(Client client) {
		this(client, Duration.ofMillis(10));
	}

	/**
	 * Clients that pause between two requests, for a slow mesh.
	 */
	public Traffic(Client client, Duration pace) {
		this.client = client;
		this.pace = pace;
		this.receivers = this.chats.stream()
			.map((chat) -> new Receiver(chat, new Recorder("the poll of " + chat, this.client, this.history), 100))
			.toList();
	}

	public void start() {
		this.workers.repeat(12, this::send);
		this.workers.repeat(4, this::pull);
		this.workers.repeat(this.receivers.size(), (number) -> {
			this.receivers.get(number).poll();
			Workers.pause(Duration.ofMillis(100));
		});
	}

	private void send(int number) {
		String chat = this.chats.get((number < 6) ? 0 : number % this.chats.size());
		String text = "client %d, send %d".formatted(number, this.sent.incrementAndGet());
		String key = (number % 2 == 0) ? UUID.randomUUID().toString() : null;
		Recorder recorder = new Recorder("client " + number, this.client, this.history);
		long begun = System.nanoTime();
		Reply reply = recorder.send(chat, Client.firstOf(chat), text, key);
		note(begun, reply);
		while (key != null && reply.status() != 200 && !this.workers.stopping()) {
			Workers.pause(Duration.ofMillis(200));
			begun = System.nanoTime();
			reply = recorder.send(chat, Client.firstOf(chat), text, key);
			note(begun, reply);
		}
		Workers.pause(this.pace);
	}

	private void pull(int number) {
		String chat = this.chats.get(number % this.chats.size());
		long begun = System.nanoTime();
		Reply reply = this.client.pull(chat, "reverse", true, "limit", 20);
		note(begun, reply);
		if (reply.status() == 200) {
			Page page = Page.of(reply);
			this.history.add(new History.Reading("puller " + number, chat, Order.NEWEST_FIRST, 0, begun,
					System.nanoTime(), page.messages(), !page.hasMore()));
		}
		Workers.pause(this.pace);
	}

	private void note(long begun, Reply reply) {
		this.exchanges.add(new Exchange(begun, System.nanoTime(), reply));
	}

	/** Waits until this number of further sends is acknowledged. */
	public void awaitAcknowledged(int more, Duration limit) {
		long target = this.history.acknowledged() + more;
		Awaitility.await(more + " more sends are acknowledged")
			.atMost(limit)
			.pollInterval(Duration.ofMillis(100))
			.until(() -> this.history.acknowledged() >= target);
	}

	/**
	 * Stops the clients; then the receivers read the rest, and every chat is read
	 * completely.
	 */
	public History finish() {
		this.workers.finish(Duration.ofSeconds(60));
		Recorder last = new Recorder("the last reader", this.client, this.history);
		for (Receiver receiver : this.receivers) {
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(receiver::poll);
			receiver.report(this.history);
			last.end(receiver.chat());
		}
		return this.history;
	}

	public Collection<Exchange> exchanges() {
		return this.exchanges;
	}

	@Override
	public void close() {
		this.workers.close();
	}

	/** A request's start and end (in nanoseconds) and its answer. */
	public record Exchange(long begun, long ended, Reply reply) {

		public Duration duration() {
			return Duration.ofNanos(this.ended - this.begun);
		}

	}

}
