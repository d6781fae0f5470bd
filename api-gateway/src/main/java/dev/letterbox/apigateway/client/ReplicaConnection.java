package dev.letterbox.apigateway.client;

import dev.letterbox.apigateway.deadline.Deadline;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a replica, with one exchange at a time. It is reused only if the reply
 * ended where HTTP says it does, and nothing came after it.
 */
final class ReplicaConnection extends ChannelInboundHandlerAdapter implements ReplySource {

	private final Channel channel;

	private final Owner owner;

	private final ReplicaAddress replica;

	private @Nullable Exchange exchange;

	private @Nullable ChannelFuture written;

	private boolean interimReply;

	private boolean keepAlive;

	/** Whether a reply has ended within the bytes that are being decoded. */
	private boolean replyEnded;

	private Deadline idle = Deadline.NONE;

	ReplicaConnection(Channel channel, Owner owner, ReplicaAddress replica) {
		this.channel = channel;
		this.owner = owner;
		this.replica = replica;
	}

	ReplicaAddress replica() {
		return this.replica;
	}

	@Override
	public EventLoop eventLoop() {
		return this.channel.eventLoop();
	}

	@Override
	public ByteBufAllocator allocator() {
		return this.channel.alloc();
	}

	boolean isOpen() {
		return this.channel.isActive();
	}

	/**
	 * Starts or ends the time in which no exchange uses this connection.
	 */
	void idle(Deadline deadline) {
		this.idle.cancel();
		this.idle = deadline;
	}

	/**
	 * Writes a request as one message.
	 */
	void begin(Exchange exchange) {
		this.exchange = exchange;
		this.keepAlive = true;
		ChannelFuture written = this.channel.writeAndFlush(exchange.sendOn(this));
		this.written = written;
		if (!written.isSuccess()) {
			written.addListener((future) -> {
				if (future.cause() != null) {
					fail(exchange, new BrokenReplyException("The request could not be written", future.cause()));
				}
			});
		}
	}

	@Override
	public void abort() {
		this.exchange = null;
		this.keepAlive = false;
		var _ = this.channel.close();
	}

	@Override
	public void wantMore(boolean more) {
		this.channel.config().setAutoRead(more);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Exchange current = this.exchange;
		if (current == null) {
			// Nothing was asked: either noise after a reply, or the end of an exchange
			// that was cancelled.
			ReferenceCountUtil.release(message);
			abort();
		}
		else if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
			ReferenceCountUtil.release(message);
			fail(current, new BrokenReplyException("The reply is malformed", object.decoderResult().cause()));
		}
		else {
			if (message instanceof HttpResponse head) {
				begin(current, head);
			}
			if (message instanceof HttpContent content) {
				add(current, content);
			}
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.replyEnded) {
			this.replyEnded = false;
			this.exchange = null;
			if (this.keepAlive && this.written != null && this.written.isSuccess()) {
				this.owner.release(this);
			}
			else {
				abort();
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		idle(Deadline.NONE);
		this.owner.remove(this);
		if (this.exchange != null) {
			fail(this.exchange,
					new BrokenReplyException("The connection was closed before the end of the reply", null));
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.exchange != null) {
			fail(this.exchange, cause);
		}
		else {
			abort();
		}
	}

	private void begin(Exchange current, HttpResponse head) {
		if (this.replyEnded || head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
			fail(current, new BrokenReplyException("Unexpected reply " + head.status(), null));
		}
		else if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
			this.interimReply = true;
		}
		else {
			this.keepAlive = HttpUtil.isKeepAlive(head);
			current.begin(head);
		}
	}

	private void add(Exchange current, HttpContent content) {
		boolean last = content instanceof LastHttpContent;
		if (this.interimReply) {
			content.release();
			this.interimReply = !last;
			return;
		}
		current.add(content.content());
		if (last) {
			this.replyEnded = true;
			// A slow receiver may have stopped the reading of what is now complete.
			wantMore(true);
			current.complete();
		}
	}

	private void fail(Exchange failed, Throwable cause) {
		if (this.exchange == failed && !this.replyEnded) {
			abort();
			failed.fail(cause);
		}
		else {
			this.keepAlive = false;
		}
	}

	/**
	 * Keeps connections between exchanges.
	 */
	interface Owner {

		/**
		 * Takes back a connection whose exchange has ended.
		 */
		void release(ReplicaConnection connection);

		/**
		 * Forgets a connection that is closed.
		 */
		void remove(ReplicaConnection connection);

	}

}
