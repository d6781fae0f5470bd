package dev.letterbox.apigateway.forwarding;

import java.util.concurrent.atomic.AtomicReference;

import dev.letterbox.apigateway.observability.RequestId;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * A request as it is sent to a replica: with its complete body in memory, which can be
 * read repeatedly, framed by {@code Content-Length}, and without hop-by-hop headers.
 */
public final class BufferedRequest extends ServerHttpRequestDecorator {

	private final HttpHeaders headers;

	private final byte[] body;

	private final AtomicReference<State> state = new AtomicReference<>(State.NOT_SENT);

	public BufferedRequest(ServerHttpRequest request, String id, byte[] body) {
		super(request);
		this.body = body;
		this.headers = new HttpHeaders();
		this.headers.putAll(request.getHeaders());
		// Connection can name any header as hop-by-hop (RFC 9110, 7.6.1), including
		// Content-Length and X-Request-Id, which are therefore set afterwards.
		this.headers.getConnection().forEach(this.headers::remove);
		this.headers.remove(HttpHeaders.CONNECTION);
		this.headers.remove(HttpHeaders.EXPECT);
		this.headers.remove(HttpHeaders.TRANSFER_ENCODING);
		this.headers.remove(HttpHeaders.CONTENT_LENGTH);
		if (body.length > 0 || HttpMethod.POST.equals(request.getMethod())) {
			this.headers.setContentLength(body.length);
		}
		this.headers.set(RequestId.HEADER, id);
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	/**
	 * Returns the complete body, which must not be modified.
	 */
	byte[] body() {
		return this.body;
	}

	/**
	 * Returns the body. The HTTP client calls this when it has a connection to a replica,
	 * before it writes the first byte of the request.
	 */
	@Override
	public Flux<DataBuffer> getBody() {
		if (!this.state.compareAndSet(State.NOT_SENT, State.SENT) && this.state.get() == State.WITHDRAWN) {
			throw new IllegalStateException("The deadline of this request has passed");
		}
		return (this.body.length > 0)
				? Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.body))) : Flux.empty();
	}

	/**
	 * Records that the attempt to send the request failed before its first byte.
	 */
	void markNotSent() {
		this.state.compareAndSet(State.SENT, State.NOT_SENT);
	}

	/**
	 * Prevents the request from being sent from now on, unless it may already have been.
	 * @return whether no part of the request was sent
	 */
	boolean withdraw() {
		return this.state.compareAndSet(State.NOT_SENT, State.WITHDRAWN);
	}

	private enum State {

		/** No replica has received any part of the request. */
		NOT_SENT,
		/** A replica may have received the request. */
		SENT,
		/** No replica will receive any part of the request. */
		WITHDRAWN

	}

}
