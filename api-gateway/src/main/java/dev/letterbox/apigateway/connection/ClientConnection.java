package dev.letterbox.apigateway.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import reactor.netty.Connection;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * The connection on which a client sent a request.
 */
public final class ClientConnection {

	private static final AttributeKey<Boolean> MALFORMED = AttributeKey.valueOf(ClientConnection.class, "malformed");

	private ClientConnection() {
	}

	/**
	 * Returns the Netty channel of a request's connection.
	 */
	public static Channel channel(ServerHttpRequest request) {
		Connection connection = ServerHttpRequestDecorator.getNativeRequest(request);
		return connection.channel();
	}

	/**
	 * Returns whether the connection has received bytes that are not valid HTTP.
	 */
	public static boolean isMalformed(ServerHttpRequest request) {
		return channel(request).attr(MALFORMED).get() != null;
	}

	static void markMalformed(Channel channel) {
		channel.attr(MALFORMED).set(Boolean.TRUE);
	}

}
