package dev.letterbox.apigateway;

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
 * Closes a client's connection that takes nothing of what is ready to be sent for too
 * long. One that takes little, but steadily, is left alone, and so is one for which there
 * is nothing to send.
 */
final class ClientWriteTimeoutHandler extends ChannelOutboundHandlerAdapter {

	private static final Logger log = LoggerFactory.getLogger(ClientWriteTimeoutHandler.class);

	/** How often progress is looked for within the time allowed. */
	private static final int LOOKS = 4;

	private final Duration timeout;

	private @Nullable Progress last;

	private int looksWithoutProgress;

	private @Nullable ScheduledFuture<?> check;

	ClientWriteTimeoutHandler(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public void flush(ChannelHandlerContext context) throws Exception {
		super.flush(context);
		// Most answers fit into the socket's buffer at once and cost no timer.
		if (this.check == null) {
			this.last = Progress.of(context);
			this.looksWithoutProgress = 0;
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
				.schedule(() -> check(context), this.timeout.toNanos() / LOOKS, TimeUnit.NANOSECONDS);
		}
	}

	private void check(ChannelHandlerContext context) {
		this.check = null;
		Progress now = Progress.of(context);
		this.looksWithoutProgress = Objects.equals(now, this.last) ? this.looksWithoutProgress + 1 : 0;
		this.last = now;
		if (now == null || this.looksWithoutProgress < LOOKS) {
			schedule(context);
			return;
		}
		log.debug("{} took nothing for {} ms: closed", context.channel(), this.timeout.toMillis());
		// Whatever the socket still holds is dropped: it would wait for the client, too.
		context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
		var _ = context.close();
	}

	/**
	 * How far sending has come.
	 *
	 * @param message which message is being sent, by its identity
	 * @param sent how many bytes of it were sent
	 * @param pending how many bytes wait in all
	 */
	private record Progress(int message, long sent, long pending) {

		/** Returns {@code null} where nothing waits to be sent. */
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
