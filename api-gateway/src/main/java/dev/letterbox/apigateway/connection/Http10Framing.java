package dev.letterbox.apigateway.connection;

import io.netty.handler.codec.http.HttpVersion;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Frames responses to HTTP/1.0 clients, which do not know {@code Transfer-Encoding}: by
 * {@code Content-Length}, or by closing the connection (RFC 9112, 6.1 and 9.3).
 */
public final class Http10Framing {

	private static final String CLOSE = "close";

	private Http10Framing() {
	}

	/**
	 * Sets the framing headers of a response to an HTTP/1.0 request, before it is
	 * committed.
	 */
	public static void apply(ServerWebExchange exchange) {
		HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		if (request.version().compareTo(HttpVersion.HTTP_1_1) >= 0) {
			return;
		}
		HttpHeaders headers = exchange.getResponse().getHeaders();
		headers.remove(HttpHeaders.TRANSFER_ENCODING);
		boolean keep = request.isKeepAlive() && headers.getContentLength() >= 0
				&& !headers.getConnection().contains(CLOSE);
		headers.setConnection(keep ? "keep-alive" : CLOSE);
	}

}
