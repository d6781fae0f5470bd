package dev.letterbox.embeddedstore.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.DecoderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, in their order and on a worker thread: a write
 * that waits for the disk does not block reads of other connections.
 */
public final class RequestHandler extends MongoDatabaseHandler {

	private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

	private final Executor workers;

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private boolean busy;

	public RequestHandler(MongoBackend backend, ChannelGroup connections, Executor workers) {
		super(backend, connections);
		this.workers = workers;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
		synchronized (this.waiting) {
			this.waiting.add(() -> answer(context, request));
			if (!this.busy) {
				this.busy = true;
				this.workers.execute(this::work);
			}
		}
	}

	private void answer(ChannelHandlerContext context, ClientRequest request) {
		try {
			super.channelRead0(context, request);
		}
		catch (RuntimeException | Error ex) {
			exceptionCaught(context, ex);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof DecoderException) {
			LOG.warn("{} sent an invalid MongoDB message: {}", context.channel().remoteAddress(), cause.getMessage());
		}
		else {
			LOG.warn("Closing the connection of {}", context.channel().remoteAddress(), cause);
		}
		var _ = context.close();
	}

	private void work() {
		while (true) {
			Runnable next;
			synchronized (this.waiting) {
				next = this.waiting.poll();
				if (next == null) {
					this.busy = false;
					return;
				}
			}
			next.run();
		}
	}

}
