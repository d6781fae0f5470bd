package dev.letterbox.apigateway.client;

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
 * Closes a replica's connection that is silent within a response for too long. Only time
 * in which the gateway is ready to read counts: backpressure from a slow client also
 * stops the replica.
 * <p>
 * Reactor Netty's own response timeout counts that time too, and the time before the
 * response, which the request's deadline bounds.
 */
final class ReadTimeoutHandler extends ChannelDuplexHandler {

	private final long timeoutNanos;

	private boolean withinResponse;

	private long readableSince;

	private @Nullable ScheduledFuture<?> check;

	ReadTimeoutHandler(Duration timeout) {
		this.timeoutNanos = timeout.toNanos();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof HttpResponse) {
			this.withinResponse = true;
			this.readableSince = System.nanoTime();
		}
		if (message instanceof LastHttpContent) {
			this.withinResponse = false;
		}
		super.channelRead(context, message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		// Most responses are complete by now and need no timer.
		if (this.withinResponse && this.check == null) {
			schedule(context, this.timeoutNanos);
		}
		super.channelReadComplete(context);
	}

	/**
	 * Restarts the clock: Netty requests a read after each read and when reading resumes
	 * after backpressure, and not in between.
	 */
	@Override
	public void read(ChannelHandlerContext context) throws Exception {
		if (this.withinResponse) {
			this.readableSince = System.nanoTime();
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
		if (!this.withinResponse || !context.channel().isActive()) {
			return;
		}
		long left = this.timeoutNanos;
		if (context.channel().config().isAutoRead()) {
			left -= System.nanoTime() - this.readableSince;
		}
		if (left > 0) {
			schedule(context, left);
			return;
		}
		context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
		var _ = context.close();
	}

}
