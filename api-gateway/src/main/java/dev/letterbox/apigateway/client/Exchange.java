package dev.letterbox.apigateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One request and its reply: gathers a small reply completely and hands over a larger one
 * as a stream. Used on the event loop only.
 */
final class Exchange {

	private final FullHttpRequest request;

	private final RequestProgress progress;

	private final MonoSink<ReplicaReply> sink;

	private final int bufferedBytes;

	private final Channel receiver;

	private @Nullable ReplySource connection;

	private @Nullable HttpResponse head;

	private ByteBuf content = Unpooled.EMPTY_BUFFER;

	/** Whether the content is a buffer of this exchange, to which more can be written. */
	private boolean copied;

	private @Nullable ReplyStream stream;

	private boolean ended;

	/**
	 * Creates an exchange.
	 * @param bufferedBytes the largest content that is gathered
	 * @param receiver the connection on which a larger content is sent on
	 */
	Exchange(FullHttpRequest request, RequestProgress progress, MonoSink<ReplicaReply> sink, int bufferedBytes,
			Channel receiver) {
		this.request = request;
		this.progress = progress;
		this.sink = sink;
		this.bufferedBytes = bufferedBytes;
		this.receiver = receiver;
	}

	/**
	 * Returns whether the request is no longer wanted.
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Returns the request to write on a connection, now.
	 */
	FullHttpRequest sendOn(ReplySource connection) {
		this.connection = connection;
		this.progress.sending();
		return this.request;
	}

	void begin(HttpResponse head) {
		this.head = head;
		this.progress.replyBegins();
		if (!HttpMethod.HEAD.equals(this.request.method()) && HttpUtil.getContentLength(head, -1L) > this.bufferedBytes
				&& this.connection != null) {
			openStream(head, this.connection);
		}
	}

	/**
	 * Adds a part of the content, which this exchange has to release.
	 */
	void add(ByteBuf part) {
		if (this.stream != null) {
			this.stream.add(part);
		}
		else if (this.ended || !part.isReadable() || this.head == null || this.connection == null) {
			part.release();
		}
		else if (this.content.readableBytes() + part.readableBytes() > this.bufferedBytes) {
			openStream(this.head, this.connection);
			add(part);
		}
		else if (!this.progress.reserve(part.readableBytes())) {
			part.release();
			refuse(this.connection);
		}
		else {
			gather(part, this.head, this.connection);
		}
	}

	void complete() {
		if (this.stream != null) {
			this.stream.end(null);
		}
		else if (!this.ended && this.head != null) {
			this.ended = true;
			this.sink.success(ReplicaReply.complete(this.head, this.content));
		}
	}

	void fail(Throwable failure) {
		if (this.stream != null) {
			this.stream.end(failure);
		}
		else if (!this.ended) {
			this.ended = true;
			this.content.release();
			this.sink.error(failure);
		}
	}

	/**
	 * Ends the exchange, because its result is not wanted anymore. A request that was
	 * sent ends its connection.
	 */
	void cancel() {
		if (!this.ended) {
			this.ended = true;
			this.content.release();
			if (this.connection != null) {
				this.connection.abort();
			}
		}
	}

	/**
	 * Keeps a single part as it is, and copies several parts together: parts of a few
	 * bytes would each keep a whole read buffer in memory.
	 */
	private void gather(ByteBuf part, HttpResponse head, ReplySource connection) {
		if (!this.content.isReadable()) {
			this.content = part;
			return;
		}
		if (!this.copied || this.content.maxFastWritableBytes() < part.readableBytes()) {
			int length = this.content.readableBytes() + part.readableBytes();
			int declared = (int) HttpUtil.getContentLength(head, Math.min(2L * length, this.bufferedBytes));
			ByteBuf larger = connection.allocator().buffer(Math.max(length, declared), this.bufferedBytes);
			larger.writeBytes(this.content);
			this.content.release();
			this.content = larger;
			this.copied = true;
		}
		this.content.writeBytes(part);
		part.release();
	}

	private void refuse(ReplySource connection) {
		fail(new ReplyRefusedException());
		connection.abort();
	}

	private void openStream(HttpResponse head, ReplySource connection) {
		if (!this.progress.reserve(ReplyStream.MAX_BYTES)) {
			refuse(connection);
			return;
		}
		ReplyStream opened = new ReplyStream(connection, this.receiver);
		this.stream = opened;
		this.ended = true;
		if (this.content.isReadable()) {
			opened.add(this.content);
			this.content = Unpooled.EMPTY_BUFFER;
		}
		this.sink.success(ReplicaReply.streaming(head, opened));
	}

}
