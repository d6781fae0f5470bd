package dev.letterbox.apigateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The final reply to a request. Its receiver takes either the complete content or the
 * stream, or calls {@link #discard()}.
 */
public final class ReplicaReply {

	private final HttpResponse head;

	private final @Nullable ByteBuf content;

	private final @Nullable ReplyStream stream;

	private boolean taken;

	private ReplicaReply(HttpResponse head, @Nullable ByteBuf content, @Nullable ReplyStream stream) {
		this.head = head;
		this.content = content;
		this.stream = stream;
	}

	static ReplicaReply complete(HttpResponse head, ByteBuf content) {
		return new ReplicaReply(head, content, null);
	}

	static ReplicaReply streaming(HttpResponse head, ReplyStream stream) {
		return new ReplicaReply(head, null, stream);
	}

	public HttpResponseStatus status() {
		return this.head.status();
	}

	/**
	 * Returns all headers, including those that apply to the replica's connection only.
	 */
	public HttpHeaders headers() {
		return this.head.headers();
	}

	/**
	 * Takes the complete content, which the caller has to release. Returns {@code null}
	 * if it is streamed.
	 */
	public @Nullable ByteBuf takeContent() {
		if (this.content != null) {
			this.taken = true;
		}
		return this.content;
	}

	/**
	 * Returns a copy that needs not be discarded, and discards this reply. Returns
	 * {@code null}, and does nothing, if the content is streamed.
	 */
	public @Nullable ReplicaReply detach() {
		ByteBuf complete = takeContent();
		if (complete == null) {
			return null;
		}
		byte[] copy = ByteBufUtil.getBytes(complete);
		complete.release();
		return complete(this.head, Unpooled.wrappedBuffer(copy));
	}

	/**
	 * Returns the content as it arrives. A subscriber has to release each buffer; its
	 * demand decides how much is read from the replica.
	 */
	public Flux<ByteBuf> stream() {
		return (this.stream != null) ? this.stream : Flux.empty();
	}

	/**
	 * Releases what was not taken, and ends a stream that has not ended.
	 */
	public void discard() {
		if (this.stream != null) {
			this.stream.cancel();
		}
		else if (this.content != null && !this.taken) {
			this.taken = true;
			this.content.release();
		}
	}

}
