package dev.letterbox.apigateway.deadline;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import reactor.core.publisher.Mono;

/**
 * Limits the time of reactive operations that run on an event loop. In contrast to
 * {@link Mono#timeout(Duration)}, no timer is started and cancelled for each operation.
 */
public final class Deadlines {

	private final Map<EventExecutor, DeadlineQueue> queues = new ConcurrentHashMap<>();

	private final Duration timeout;

	public Deadlines(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Returns the operation with a deadline. It has to be subscribed to on the event
	 * loop.
	 * @param started receives the deadline, which can be cancelled before the operation
	 * ends
	 * @param failure supplies the failure after the deadline, when the operation has been
	 * cancelled
	 */
	public <T> Mono<T> limit(Mono<T> operation, EventExecutor loop, Consumer<Deadline> started,
			Supplier<Throwable> failure) {
		DeadlineQueue queue = this.queues.computeIfAbsent(loop, (it) -> new DeadlineQueue(it, this.timeout));
		return new DeadlineMono<>(operation, queue, started, failure);
	}

}
