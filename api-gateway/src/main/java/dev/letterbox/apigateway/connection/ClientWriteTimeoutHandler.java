package dev.letterbox.apigateway.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a client's connection that accepts no pending bytes for too long. Slow but
 * steady progress keeps a connection open, as does an empty send buffer.
 */
final class ClientWriteTimeoutHandler extends ChannelOutboundHandlerAdapter {

	private static final Logger log = LoggerFactory.getLogger(ClientWriteTimeoutHandler.class);

	/** The number of progress checks within the timeout. */
	private static final int CHECKS = 4;

	private final Duration timeout;

	private @Nullable Progress last;

	private int checksWithoutProgress;

	private @Nullable ScheduledFuture<?> check;

	ClientWriteTimeoutHandler(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public void flush(ChannelHandlerContext context) throws Exception {
		super.flush(context);
		// Most responses fit into the socket's buffer at once and need no timer.
		if (this.check == null) {
			this.last = Progress.of(context);
			this.checksWithoutProgress = 0;
			schedule(context);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.check != null) {
			this.check.cancel(false);
			this.check = null;
		}
	}

	private void schedule(ChannelHandlerContext context) {
		if (this.last != null) {
			this.check = context.executor()
				.schedule(() -> check(context), this.timeout.toNanos() / CHECKS, TimeUnit.NANOSECONDS);
		}
	}

	private void check(ChannelHandlerContext context) {
		this.check = null;
		Progress now = Progress.of(context);
		this.checksWithoutProgress = Objects.equals(now, this.last) ? this.checksWithoutProgress + 1 : 0;
		this.last = now;
		if (now == null || this.checksWithoutProgress < CHECKS) {
			schedule(context);
			return;
		}
		log.debug("Closing {}: no progress in writing for {} ms", context.channel(), this.timeout.toMillis());
		// Drops what the socket still buffers, which would wait for the client too.
		context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
		var _ = context.close();
	}

	/**
	 * The progress of sending.
	 *
	 * @param message the identity hash of the message being sent
	 * @param sent how many bytes of it were sent
	 * @param pending how many bytes are pending in total
	 */
	private record Progress(int message, long sent, long pending) {

		/** Returns {@code null} if nothing is pending. */
		static @Nullable Progress of(ChannelHandlerContext context) {
			@Nullable ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
			if (buffer == null || buffer.current() == null) {
				return null;
			}
			return new Progress(System.identityHashCode(buffer.current()), buffer.currentProgress(),
					buffer.totalPendingWriteBytes());
		}

	}

}
