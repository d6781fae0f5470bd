package dev.letterbox.apigateway.deadline;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
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
	 * @param failure supplies, at the deadline, the failure with which the operation ends
	 * when it has been cancelled, or {@code null} if it may go on without a deadline
	 */
	public <T> Mono<T> limit(Mono<T> operation, EventExecutor loop, Supplier<? extends @Nullable Throwable> failure) {
		DeadlineQueue queue = this.queues.computeIfAbsent(loop, (it) -> new DeadlineQueue(it, this.timeout));
		return new DeadlineMono<>(operation, queue, failure);
	}

	/**
	 * Returns the time of an operation, in nanoseconds.
	 */
	public long nanos() {
		return this.timeout.toNanos();
	}

}
