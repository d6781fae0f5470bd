package dev.letterbox.embeddedstore.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.DecoderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, in their order. A short find whose documents
 * are in memory is answered at once; everything else on worker threads, so that a request
 * that waits for the disk does not block other connections. Inserts of all connections
 * are written together.
 */
public final class RequestHandler extends MongoDatabaseHandler {

	private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

	private final StoreBackend backend;

	private final Executor workers;

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private boolean busy;

	// The following are used by the event loop only.

	private final Queue<ClientRequest> received = new ArrayDeque<>();

	// Whether an insert waits in the queue of its collection; later requests wait for it.
	private boolean inserting;

	// The requests given to workers whose reply is not written yet.
	private int unanswered;

	private int replies;

	public RequestHandler(StoreBackend backend, ChannelGroup connections, Executor workers) {
		super(backend, connections);
		this.backend = backend;
		this.workers = workers;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
		this.received.add(request);
		proceed(context);
	}

	private void proceed(ChannelHandlerContext context) {
		while (!this.inserting && !this.received.isEmpty()) {
			handle(context, this.received.remove());
		}
	}

	private void handle(ChannelHandlerContext context, ClientRequest request) {
		if (this.unanswered == 0 && request instanceof MongoMessage message) {
			Document reply = this.backend.answerFromMemory(message);
			if (reply != null) {
				write(context, message, reply);
				return;
			}
			if (this.backend.insertLater(message, this.workers, (result) -> inserted(context, message, result))) {
				this.inserting = true;
				return;
			}
		}
		this.unanswered++;
		synchronized (this.waiting) {
			this.waiting.add(() -> answer(context, request));
			if (!this.busy) {
				this.busy = true;
				this.workers.execute(this::work);
			}
		}
	}

	private void inserted(ChannelHandlerContext context, MongoMessage request, Document reply) {
		try {
			context.executor().execute(() -> {
				this.inserting = false;
				write(context, request, reply);
				proceed(context);
			});
		}
		catch (RejectedExecutionException ex) {
			LOG.debug("The connection is closed", ex);
		}
	}

	private void answer(ChannelHandlerContext context, ClientRequest request) {
		try {
			if (request instanceof MongoMessage message) {
				Document reply = this.backend.handleMessage(message);
				context.executor().execute(() -> {
					write(context, message, reply);
					this.unanswered--;
				});
			}
			else {
				super.channelRead0(context, request);
				context.executor().execute(() -> this.unanswered--);
			}
		}
		catch (RuntimeException | Error ex) {
			exceptionCaught(context, ex);
		}
	}

	private void write(ChannelHandlerContext context, MongoMessage request, Document reply) {
		MessageHeader header = new MessageHeader(++this.replies, request.getHeader().getRequestID());
		var _ = context.writeAndFlush(new MongoMessage(request.getChannel(), header, reply));
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
