package dev.letterbox.embeddedstore.server;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads a large request of one connection only when there is memory for it, and takes
 * account of its reply until it is written. Used by the event loop of the connection.
 */
public final class RequestGate extends ChannelDuplexHandler {

	/** Every message begins with its length, four bytes, within a header of 16. */
	private static final int LENGTH = 4;

	private static final int HEADER = 16;

	/** The message itself, its documents, and what is written of them. */
	private static final long COPIES = 3;

	private final StoreMemory memory;

	/** What each request without a reply has reserved. */
	private final Queue<Long> requests = new ArrayDeque<>();

	/** What has arrived and is not passed on. */
	private @Nullable ByteBuf input;

	/** How many bytes of the current request are still to be passed on. */
	private int left;

	private boolean waiting;

	private long reserved;

	private boolean closed;

	public RequestGate(StoreMemory memory) {
		this.memory = memory;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf more = (ByteBuf) message;
		this.input = (this.input == null) ? more
				: ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), this.input, more);
		passOn(context);
	}

	private void passOn(ChannelHandlerContext context) {
		ByteBuf arrived = this.input;
		while (arrived != null && !this.waiting && (this.left > 0 || begins(context, arrived))) {
			int part = Math.min(this.left, arrived.readableBytes());
			this.left -= part;
			if (part == arrived.readableBytes()) {
				this.input = null;
				context.fireChannelRead(arrived);
			}
			else {
				context.fireChannelRead(arrived.readRetainedSlice(part));
			}
			arrived = this.input;
		}
	}

	/**
	 * Whether the next request may be read now.
	 */
	private boolean begins(ChannelHandlerContext context, ByteBuf arrived) {
		if (arrived.readableBytes() < LENGTH) {
			return false;
		}
		// An invalid length is left to the decoder.
		this.left = Math.max(HEADER, arrived.getIntLE(arrived.readerIndex()));
		long bytes = (this.left > StoreMemory.SMALL) ? COPIES * this.left : 0;
		this.requests.add(bytes);
		if (bytes == 0) {
			return true;
		}
		if (this.memory.reserve(bytes, () -> context.executor().execute(() -> proceed(context, bytes)))) {
			this.reserved += bytes;
			return true;
		}
		this.waiting = true;
		context.channel().config().setAutoRead(false);
		return false;
	}

	private void proceed(ChannelHandlerContext context, long bytes) {
		if (this.closed) {
			this.memory.release(bytes);
			return;
		}
		this.reserved += bytes;
		this.waiting = false;
		context.channel().config().setAutoRead(true);
		passOn(context);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		Long request = this.requests.poll();
		int size = (message instanceof ByteBuf reply) ? reply.readableBytes() : 0;
		long reply = (size > StoreMemory.SMALL) ? size : 0;
		long bytes = ((request != null) ? request : 0) + reply;
		if (bytes > 0) {
			this.memory.reserveBeyond(reply);
			this.reserved += reply;
			var _ = promise.addListener((_) -> release(bytes));
		}
		var _ = context.write(message, promise);
	}

	private void release(long bytes) {
		if (!this.closed) {
			this.reserved -= bytes;
			this.memory.release(bytes);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.closed = true;
		this.memory.release(this.reserved);
		if (this.input != null) {
			this.input.release();
			this.input = null;
		}
		context.fireChannelInactive();
	}

}
