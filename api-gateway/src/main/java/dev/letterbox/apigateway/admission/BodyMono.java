package dev.letterbox.apigateway.admission;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.letterbox.apigateway.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Joins the parts of a body in one array: one operator for what would be eight of
 * Reactor's, since every send has a body.
 */
final class BodyMono extends Mono<byte[]> {

	private static final byte[] NOTHING = {};

	private final Flux<ByteBuf> parts;

	private final int expectedBytes;

	private final int maxBytes;

	private final MemoryBudget.Reservation memory;

	private final BooleanSupplier malformed;

	private final Supplier<Throwable> tooLarge;

	private final Supplier<Throwable> noMemory;

	/**
	 * Creates the operation.
	 * @param parts the parts, which are released by their source
	 * @param expectedBytes how much space is allocated at first, which is reserved
	 * already
	 * @param memory where further space is reserved
	 * @param malformed whether the body turned out to be malformed; the operation then
	 * completes without a body
	 * @param tooLarge supplies the failure if the body has more than {@code maxBytes}
	 * @param noMemory supplies the failure if no space is left for it
	 */
	BodyMono(Flux<ByteBuf> parts, int expectedBytes, int maxBytes, MemoryBudget.Reservation memory,
			BooleanSupplier malformed, Supplier<Throwable> tooLarge, Supplier<Throwable> noMemory) {
		this.parts = parts;
		this.expectedBytes = expectedBytes;
		this.maxBytes = maxBytes;
		this.memory = memory;
		this.malformed = malformed;
		this.tooLarge = tooLarge;
		this.noMemory = noMemory;
	}

	@Override
	public void subscribe(CoreSubscriber<? super byte[]> subscriber) {
		this.parts.subscribe(new Collector(subscriber, this));
	}

	/** Copies the parts. */
	private static final class Collector implements CoreSubscriber<ByteBuf>, Subscription {

		private final CoreSubscriber<? super byte[]> subscriber;

		private final BodyMono operation;

		private byte[] body;

		private int length;

		private boolean ended;

		private @Nullable Subscription parts;

		Collector(CoreSubscriber<? super byte[]> subscriber, BodyMono operation) {
			this.subscriber = subscriber;
			this.operation = operation;
			this.body = new byte[operation.expectedBytes];
		}

		@Override
		public Context currentContext() {
			return this.subscriber.currentContext();
		}

		@Override
		public void onSubscribe(Subscription parts) {
			this.parts = parts;
			this.subscriber.onSubscribe(this);
		}

		@Override
		public void request(long count) {
			if (this.parts != null) {
				this.parts.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void onNext(ByteBuf part) {
			int size = part.readableBytes();
			if (this.ended) {
				return;
			}
			if (size > this.operation.maxBytes - this.length) {
				fail(this.operation.tooLarge.get());
				return;
			}
			if (size > this.body.length - this.length) {
				int twice = Math.min(2 * this.body.length, this.operation.maxBytes);
				int larger = Math.max(this.length + size, twice);
				if (!this.operation.memory.add(larger - this.body.length)) {
					fail(this.operation.noMemory.get());
					return;
				}
				this.body = Arrays.copyOf(this.body, larger);
			}
			part.readBytes(this.body, this.length, size);
			this.length += size;
		}

		private void fail(Throwable failure) {
			cancel();
			this.body = NOTHING;
			this.subscriber.onError(failure);
		}

		@Override
		public void onError(Throwable failure) {
			if (!this.ended) {
				this.ended = true;
				this.subscriber.onError(failure);
			}
		}

		@Override
		public void onComplete() {
			if (this.ended) {
				return;
			}
			this.ended = true;
			if (!this.operation.malformed.getAsBoolean()) {
				boolean full = this.length == this.body.length;
				this.subscriber.onNext(full ? this.body : Arrays.copyOf(this.body, this.length));
			}
			this.subscriber.onComplete();
		}

		@Override
		public void cancel() {
			this.ended = true;
			if (this.parts != null) {
				this.parts.cancel();
			}
		}

	}

}
