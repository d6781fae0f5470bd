package dev.letterbox.apigateway.connection;

import dev.letterbox.apigateway.deadline.Deadline;
import dev.letterbox.apigateway.deadline.DeadlineQueue;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a client's connection on which a request takes too long to arrive. Reactor
 * Netty's idle timeout starts again with each byte, and its request timeout starts a
 * timer for each request; most requests arrive in one piece and need none here.
 */
final class RequestTimeoutHandler extends ChannelInboundHandlerAdapter {

	private static final Logger log = LoggerFactory.getLogger(RequestTimeoutHandler.class);

	private final DeadlineQueue heads;

	private final DeadlineQueue bodies;

	private Deadline deadline = Deadline.NONE;

	private boolean limited;

	private boolean withinRequest;

	/** Whether something was decoded of the bytes that were read last. */
	private boolean decoded;

	/**
	 * Creates the handler of a connection.
	 * @param heads the deadlines of heads on its event loop, from their first bytes
	 * @param bodies the deadlines of bodies, from the heads
	 */
	RequestTimeoutHandler(DeadlineQueue heads, DeadlineQueue bodies) {
		this.heads = heads;
		this.bodies = bodies;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		this.decoded = true;
		if (message instanceof HttpRequest) {
			unlimit();
			this.withinRequest = true;
		}
		if (message instanceof LastHttpContent) {
			unlimit();
			this.withinRequest = false;
		}
		super.channelRead(context, message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		if (!this.limited && (this.withinRequest || !this.decoded) && context.channel().isActive()) {
			this.limited = true;
			this.deadline = (this.withinRequest ? this.bodies : this.heads).add(() -> expire(context));
		}
		this.decoded = false;
		super.channelReadComplete(context);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		unlimit();
	}

	private void unlimit() {
		this.limited = false;
		this.deadline.cancel();
		this.deadline = Deadline.NONE;
	}

	private void expire(ChannelHandlerContext context) {
		log.debug("Closing {}: the {} of a request takes too long", context.channel(),
				this.withinRequest ? "body" : "head");
		var _ = context.close();
	}

}
