package dev.letterbox.apigateway;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Breaks a replica's connection that stays silent within an answer for too long. Only
 * time in which the gateway wants to read counts: while a slow client holds the gateway
 * back, the replica cannot send.
 * <p>
 * Reactor Netty's own response timeout counts that time, too, and the time before the
 * answer, which the request's deadline bounds.
 */
final class ReplicaReadTimeoutHandler extends ChannelDuplexHandler {

	private final long timeoutNanos;

	private boolean withinAnswer;

	private long wantedSince;

	private @Nullable ScheduledFuture<?> check;

	ReplicaReadTimeoutHandler(Duration timeout) {
		this.timeoutNanos = timeout.toNanos();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof HttpResponse) {
			this.withinAnswer = true;
			this.wantedSince = System.nanoTime();
		}
		if (message instanceof LastHttpContent) {
			this.withinAnswer = false;
		}
		super.channelRead(context, message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		// Most answers are whole by now and cost no timer.
		if (this.withinAnswer && this.check == null) {
			schedule(context, this.timeoutNanos);
		}
		super.channelReadComplete(context);
	}

	/**
	 * Notes the time: reading is asked for after each read and when it is resumed after a
	 * pause, and not in between.
	 */
	@Override
	public void read(ChannelHandlerContext context) throws Exception {
		if (this.withinAnswer) {
			this.wantedSince = System.nanoTime();
		}
		super.read(context);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.check != null) {
			this.check.cancel(false);
			this.check = null;
		}
	}

	private void schedule(ChannelHandlerContext context, long nanos) {
		this.check = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
	}

	private void check(ChannelHandlerContext context) {
		this.check = null;
		if (!this.withinAnswer || !context.channel().isActive()) {
			return;
		}
		long left = this.timeoutNanos;
		if (context.channel().config().isAutoRead()) {
			left -= System.nanoTime() - this.wantedSince;
		}
		if (left > 0) {
			schedule(context, left);
			return;
		}
		context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
		var _ = context.close();
	}

}
