package dev.letterbox.meshtests.bench.waiting;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.bench.load.Latencies;
import dev.letterbox.meshtests.support.Client;

/**
 * One message to each of up to 1,000 chats that receivers follow.
 *
 * @param latencies from a send's answer to the receiver's page
 * @param delivered how many were received
 */
record Delivery(Latencies latencies, long delivered) {

	private static final int MOST = 1000;

	private static final long INTERVAL_NANOS = Duration.ofMillis(10).toNanos();

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	/** Sends a hundred messages per second, to chats that lie far apart. */
	static Delivery measure(URI gateway, Receivers receivers, List<String> chats, String text) {
		int count = Math.min(MOST, chats.size());
		int[] numbers = IntStream.range(0, count).map((i) -> (int) ((long) i * chats.size() / count)).toArray();
		long[] before = IntStream.of(numbers).mapToLong(receivers::cursor).toArray();
		AtomicLongArray sent = new AtomicLongArray(count);
		Client client = new Client(gateway);
		long begun = System.nanoTime();
		try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < count; i++) {
				int index = i;
				for (long left; (left = begun + i * INTERVAL_NANOS - System.nanoTime()) > 0;) {
					LockSupport.parkNanos(left);
				}
				senders.execute(() -> {
					if (client.send(chats.get(numbers[index]), "peer", text).status() == 200) {
						sent.set(index, System.nanoTime());
					}
				});
			}
		}
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		Latencies latencies = new Latencies();
		long delivered = 0;
		for (int i = 0; i < count; i++) {
			while (receivers.cursor(numbers[i]) <= before[i] && System.nanoTime() < deadline) {
				LockSupport.parkNanos(INTERVAL_NANOS);
			}
			if (receivers.cursor(numbers[i]) > before[i] && sent.get(i) != 0) {
				latencies.add(Math.max(0, receivers.received(numbers[i]) - sent.get(i)));
				delivered++;
			}
		}
		return new Delivery(latencies, delivered);
	}

}
