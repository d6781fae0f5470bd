package dev.letterbox.apigateway.client;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The content of a large reply, for one subscriber. The replica's connection is read only
 * while the subscriber waits for more and the receiver's connection has few bytes to
 * send, so that a slow receiver costs little memory: the subscriber's demand alone, which
 * counts parts, would let megabytes wait there. All state is used on the event loop only.
 */
final class ReplyStream extends Flux<ByteBuf> implements Subscription {

	/**
	 * About how many bytes of one stream are in memory at most: one read from the
	 * replica, and what may wait in the receiver's connection, which ends with one read
	 * too.
	 */
	static final int MAX_BYTES = 192 * 1024;

	private final ReplySource connection;

	private final Channel receiver;

	private final ChannelHandler resumption = new Resumption();

	private final Queue<ByteBuf> queue = new ArrayDeque<>();

	private @Nullable CoreSubscriber<? super ByteBuf> subscriber;

	private long demand;

	private boolean received;

	private @Nullable Throwable failure;

	private boolean ended;

	private boolean emitting;

	ReplyStream(ReplySource connection, Channel receiver) {
		this.connection = connection;
		this.receiver = receiver;
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
		this.receiver.pipeline().addFirst(this.resumption);
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
				finish();
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
		while (this.subscriber != null && this.demand > 0 && !this.queue.isEmpty() && isReceiverReady()) {
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
			this.connection.wantMore(this.queue.isEmpty() && this.demand > 0 && isReceiverReady());
		}
		else if (this.queue.isEmpty() && this.subscriber != null) {
			finish();
			if (this.failure != null) {
				this.subscriber.onError(this.failure);
			}
			else {
				this.subscriber.onComplete();
			}
		}
	}

	/**
	 * Returns whether the receiver's connection has few bytes to send. One that is closed
	 * takes everything, until that has ended this stream.
	 */
	private boolean isReceiverReady() {
		return this.receiver.isWritable() || !this.receiver.isActive();
	}

	private void finish() {
		this.ended = true;
		if (this.subscriber != null && this.receiver.pipeline().context(this.resumption) != null) {
			this.receiver.pipeline().remove(this.resumption);
		}
	}

	private void release() {
		for (ByteBuf part = this.queue.poll(); part != null; part = this.queue.poll()) {
			part.release();
		}
	}

	/** Goes on when the receiver's connection has sent most of what waited there. */
	private final class Resumption extends ChannelInboundHandlerAdapter {

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext context) {
			emit();
			context.fireChannelWritabilityChanged();
		}

	}

}
