package dev.letterbox.apigateway.deadline;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.util.context.Context;

/**
 * An operation that is cancelled at its deadline and fails then, unless it may go on.
 *
 * @param <T> the type of the result
 */
final class DeadlineMono<T> extends MonoOperator<T, T> {

	private final DeadlineQueue queue;

	private final Supplier<? extends @Nullable Throwable> failure;

	DeadlineMono(Mono<T> operation, DeadlineQueue queue, Supplier<? extends @Nullable Throwable> failure) {
		super(operation);
		this.queue = queue;
		this.failure = failure;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		this.source.subscribe(new Limited<>(subscriber, this));
	}

	/**
	 * Passes on the signals of the operation until one of them, or the deadline, ends it.
	 *
	 * @param <T> the type of the result
	 */
	private static final class Limited<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> subscriber;

		private final DeadlineMono<T> operation;

		private Deadline deadline = Deadline.NONE;

		private @Nullable Subscription subscription;

		private boolean ended;

		Limited(CoreSubscriber<? super T> subscriber, DeadlineMono<T> operation) {
			this.subscriber = subscriber;
			this.operation = operation;
		}

		@Override
		public Context currentContext() {
			return this.subscriber.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			this.deadline = this.operation.queue.add(this::expire);
			this.subscriber.onSubscribe(this);
		}

		@Override
		public void onNext(T result) {
			this.subscriber.onNext(result);
		}

		@Override
		public void onError(Throwable failure) {
			if (end()) {
				this.subscriber.onError(failure);
			}
		}

		@Override
		public void onComplete() {
			if (end()) {
				this.subscriber.onComplete();
			}
		}

		@Override
		public void request(long count) {
			if (this.subscription != null) {
				this.subscription.request(count);
			}
		}

		@Override
		public void cancel() {
			end();
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}

		private void expire() {
			@Nullable Throwable failure = !this.ended ? this.operation.failure.get() : null;
			if (failure != null) {
				cancel();
				this.subscriber.onError(failure);
			}
		}

		private boolean end() {
			this.deadline.cancel();
			boolean first = !this.ended;
			this.ended = true;
			return first;
		}

	}

}
