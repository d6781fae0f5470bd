package dev.letterbox.apigateway;

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
final class WholeRequest extends ServerHttpRequestDecorator {

	private final HttpHeaders headers;

	private final byte[] body;

	WholeRequest(ServerHttpRequest request, String id, byte[] body) {
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

	@Override
	public Flux<DataBuffer> getBody() {
		return (this.body.length > 0)
				? Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.body))) : Flux.empty();
	}

}
