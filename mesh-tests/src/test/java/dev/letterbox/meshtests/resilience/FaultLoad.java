package dev.letterbox.meshtests.resilience;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.history.History;
import dev.letterbox.meshtests.history.Receiver;
import dev.letterbox.meshtests.history.Recorder;
import dev.letterbox.meshtests.history.Workers;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Reply;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Requests at a constant rate, whether or not earlier ones have been answered: sends with
 * an Idempotency-Key, sends without one, and pulls, in equal parts, while receivers
 * follow each chat. A keyed send that fails is repeated until it is acknowledged, as the
 * contract says. Every attempt is one outcome.
 */
final class FaultLoad implements AutoCloseable {

	private static final int CHATS = 20;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final History history = new History();

	private final Collection<Outcome> outcomes = new ConcurrentLinkedQueue<>();

	private final AtomicInteger unfinished = new AtomicInteger();

	private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

	private final Workers followers = new Workers();

	private final List<String> chats = IntStream.range(0, CHATS).mapToObj((i) -> Client.freshChat()).toList();

	private final List<Receiver> receivers;

	private final Client client;

	private final long intervalNanos;

	private volatile boolean stopping;

	/**
	 * Creates a load.
	 * @param perSecond requests per second, without those of the receivers
	 */
	FaultLoad(Client client, int perSecond) {
		this.client = client;
		this.intervalNanos = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
		this.receivers = this.chats.stream()
			.map((chat) -> new Receiver(chat, new Recorder("the receiver of " + chat, client, this.history), 100))
			.toList();
	}

	void start() {
		Thread.ofVirtual().name("fault-load").start(this::run);
		this.followers.repeat(CHATS, (number) -> {
			this.receivers.get(number).poll();
			Workers.pause(Duration.ofMillis(250));
		});
	}

	/**
	 * Waits until so many more requests have succeeded.
	 */
	void awaitSuccesses(int more, Duration limit) {
		long target = successes() + more;
		Awaitility.await(more + " more requests succeed")
			.atMost(limit)
			.pollInterval(Duration.ofMillis(100))
			.until(() -> successes() >= target);
	}

	/**
	 * Ends the load and reads every chat completely, for the check of the promises.
	 */
	History finish() {
		this.stopping = true;
		Awaitility.await("all requests are answered").atMost(PATIENCE).until(() -> this.unfinished.get() == 0);
		this.followers.finish(PATIENCE);
		Recorder last = new Recorder("the last reader", this.client, this.history);
		for (Receiver receiver : this.receivers) {
			Awaitility.await().atMost(PATIENCE).until(receiver::poll);
			receiver.report(this.history);
			last.end(receiver.chat());
		}
		return this.history;
	}

	List<Outcome> outcomes() {
		return List.copyOf(this.outcomes);
	}

	@Override
	public void close() {
		this.stopping = true;
		this.followers.close();
		this.requests.shutdownNow();
	}

	private long successes() {
		return this.outcomes.stream().filter(Outcome::isSuccess).count();
	}

	private void run() {
		long start = System.nanoTime();
		for (int i = 0; !this.stopping; i++) {
			int number = i;
			for (long left; !this.stopping && (left = start + number * this.intervalNanos - System.nanoTime()) > 0;) {
				LockSupport.parkNanos(left);
			}
			this.unfinished.incrementAndGet();
			this.requests.execute(() -> {
				try {
					request(number);
				}
				finally {
					this.unfinished.decrementAndGet();
				}
			});
		}
	}

	private void request(int number) {
		String chat = this.chats.get(number / Kind.values().length % CHATS);
		switch (Kind.values()[number % Kind.values().length]) {
			case KEYED_SEND -> {
				String key = UUID.randomUUID().toString();
				while (!send(Kind.KEYED_SEND, chat, "send " + number, key) && !this.requests.isShutdown()) {
					Workers.pause(Duration.ofMillis(200));
				}
			}
			case SEND -> send(Kind.SEND, chat, "send " + number, null);
			case PULL -> {
				long begun = System.nanoTime();
				note(Kind.PULL, begun, this.client.pull(chat, "reverse", true, "limit", 20));
			}
		}
	}

	private boolean send(Kind kind, String chat, String text, @Nullable String key) {
		Recorder recorder = new Recorder("a sender", this.client, this.history);
		long begun = System.nanoTime();
		return note(kind, begun, recorder.send(chat, Client.firstOf(chat), text, key)).isSuccess();
	}

	private Outcome note(Kind kind, long begun, Reply reply) {
		Outcome outcome = new Outcome(kind, begun, System.nanoTime(), reply.status());
		this.outcomes.add(outcome);
		return outcome;
	}

	/** What is asked. */
	enum Kind {

		KEYED_SEND, SEND, PULL

	}

	/**
	 * One request and its status, 0 where the connection ended without an answer; times
	 * in nanoseconds.
	 */
	record Outcome(Kind kind, long begun, long ended, int status) {

		boolean isSuccess() {
			return this.status == 200;
		}

	}

}
