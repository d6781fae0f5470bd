package dev.letterbox.apigateway.forwarding;

import java.util.function.Supplier;

import dev.letterbox.apigateway.client.RequestProgress;
import dev.letterbox.apigateway.connection.ClientConnection;
import dev.letterbox.apigateway.deadline.Deadline;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.support.Netty4HeadersAdapter;

/**
 * A request as it is sent to a replica: with its complete body in memory, which can be
 * sent repeatedly, and with the headers that are meant for the replica. Used on the event
 * loop only.
 */
public final class BufferedRequest extends ServerHttpRequestDecorator implements RequestProgress {

	private final String target;

	private final HttpHeaders forwarded;

	private final byte[] body;

	private org.springframework.http.@Nullable HttpHeaders headers;

	private Deadline deadline = Deadline.NONE;

	private boolean sent;

	/**
	 * Creates a request.
	 * @param target the path and query, as the client sent them
	 * @param forwarded the headers for the replica
	 */
	public BufferedRequest(ServerHttpRequest request, String target, HttpHeaders forwarded, byte[] body) {
		super(request);
		this.target = target;
		this.forwarded = forwarded;
		this.body = body;
	}

	@Override
	public org.springframework.http.HttpHeaders getHeaders() {
		if (this.headers == null) {
			this.headers = new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(this.forwarded));
		}
		return this.headers;
	}

	/**
	 * Returns the complete body, which must not be modified.
	 */
	byte[] body() {
		return this.body;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		Supplier<Flux<DataBuffer>> content = () -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.body));
		return (this.body.length > 0) ? Flux.defer(content) : Flux.empty();
	}

	/**
	 * Returns the request for a replica.
	 * @param authority the value of the {@code Host} header
	 */
	FullHttpRequest toReplica(String authority) {
		this.forwarded.set(HttpHeaderNames.HOST, authority);
		return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(getMethod().name()), this.target,
				Unpooled.wrappedBuffer(this.body), this.forwarded, EmptyHttpHeaders.INSTANCE);
	}

	EventLoop eventLoop() {
		return ClientConnection.channel(this).eventLoop();
	}

	/**
	 * Sets the deadline for the head of the reply.
	 */
	void setDeadline(Deadline deadline) {
		this.deadline = deadline;
	}

	@Override
	public void sending() {
		this.sent = true;
	}

	@Override
	public void replyBegins() {
		this.deadline.cancel();
	}

	/**
	 * Returns whether a replica may have received a part of the request.
	 */
	boolean isSent() {
		return this.sent;
	}

}
