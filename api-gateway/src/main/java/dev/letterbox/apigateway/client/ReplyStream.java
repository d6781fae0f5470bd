package dev.letterbox.apigateway.client;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The content of a large reply, for one subscriber. The replica's connection is read only
 * while the subscriber waits for more, so that little is queued here. All state is used
 * on the event loop only.
 */
final class ReplyStream extends Flux<ByteBuf> implements Subscription {

	private final ReplySource connection;

	private final Queue<ByteBuf> queue = new ArrayDeque<>();

	private @Nullable CoreSubscriber<? super ByteBuf> subscriber;

	private long demand;

	private boolean received;

	private @Nullable Throwable failure;

	private boolean ended;

	private boolean emitting;

	ReplyStream(ReplySource connection) {
		this.connection = connection;
	}

	/**
	 * Adds the next part. The stream releases it, or its subscriber.
	 */
	void add(ByteBuf part) {
		if (this.ended) {
			part.release();
			return;
		}
		this.queue.add(part);
		emit();
	}

	/**
	 * Ends the stream after the parts that were added.
	 */
	void end(@Nullable Throwable failure) {
		this.received = true;
		this.failure = failure;
		emit();
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
		if (this.subscriber != null) {
			Operators.error(subscriber, new IllegalStateException("A reply has one receiver"));
			return;
		}
		this.subscriber = subscriber;
		subscriber.onSubscribe(this);
	}

	@Override
	public void request(long count) {
		onLoop(() -> {
			this.demand = Operators.addCap(this.demand, count);
			emit();
		});
	}

	@Override
	public void cancel() {
		onLoop(() -> {
			if (!this.ended) {
				this.ended = true;
				release();
				if (!this.received) {
					this.connection.abort();
				}
			}
		});
	}

	private void onLoop(Runnable action) {
		EventLoop loop = this.connection.eventLoop();
		if (loop.inEventLoop()) {
			action.run();
		}
		else {
			loop.execute(action);
		}
	}

	private void emit() {
		if (this.emitting || this.ended) {
			return;
		}
		this.emitting = true;
		while (this.subscriber != null && this.demand > 0 && !this.queue.isEmpty()) {
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
			this.subscriber.onNext(this.queue.remove());
		}
		this.emitting = false;
		if (this.ended) {
			release();
		}
		else if (!this.received) {
			this.connection.wantMore(this.queue.isEmpty() && this.demand > 0);
		}
		else if (this.queue.isEmpty() && this.subscriber != null) {
			this.ended = true;
			if (this.failure != null) {
				this.subscriber.onError(this.failure);
			}
			else {
				this.subscriber.onComplete();
			}
		}
	}

	private void release() {
		for (ByteBuf part = this.queue.poll(); part != null; part = this.queue.poll()) {
			part.release();
		}
	}

}
