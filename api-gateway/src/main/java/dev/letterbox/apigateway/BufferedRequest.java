package dev.letterbox.apigateway;

import java.util.concurrent.atomic.AtomicReference;

import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * A request as a replica is to see it: its body whole, in plain memory and so as often as
 * it is asked for, framed by its length alone, and none of what was meant for the gateway
 * only.
 */
final class BufferedRequest extends ServerHttpRequestDecorator {

	private final HttpHeaders headers;

	private final byte[] body;

	private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.KEPT);

	BufferedRequest(ServerHttpRequest request, String id, byte[] body) {
		super(request);
		this.body = body;
		this.headers = new HttpHeaders();
		this.headers.putAll(request.getHeaders());
		// What Connection names is for this hop (RFC 9110, 7.6.1), whatever it names; so
		// the length is set after it.
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
	 * Returns the body; it is asked for when there is a connection to a replica, before
	 * the first byte of the request is written to it.
	 */
	@Override
	public Flux<DataBuffer> getBody() {
		if (!this.stage.compareAndSet(Stage.KEPT, Stage.SENT) && this.stage.get() == Stage.WITHDRAWN) {
			throw new IllegalStateException("The deadline of this request has passed");
		}
		return (this.body.length > 0)
				? Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.body))) : Flux.empty();
	}

	/**
	 * The replica that was about to get the request has not got any of it.
	 */
	void notSent() {
		this.stage.compareAndSet(Stage.SENT, Stage.KEPT);
	}

	/**
	 * Keeps the request from being sent from now on, and returns whether none of it was
	 * sent before.
	 */
	boolean withdraw() {
		return this.stage.compareAndSet(Stage.KEPT, Stage.WITHDRAWN);
	}

	private enum Stage {

		/** No replica has got any of it. */
		KEPT,
		/** A replica may have got it. */
		SENT,
		/** No replica will get any of it. */
		WITHDRAWN

	}

}
