package dev.letterbox.apigateway.forwarding;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

import dev.letterbox.apigateway.connection.ClientConnection;
import io.netty.handler.timeout.ReadTimeoutException;
import reactor.netty.channel.AbortedException;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Classifies failures of forwarding by what they mean for the request. It is the only
 * such classification: retries and problem responses both use it.
 */
public enum ForwardingFailure {

	/** The client has closed its connection and can't receive a response. */
	CLIENT_GONE,

	/**
	 * No byte of the request has left the gateway: no connection was made, or a pooled
	 * connection was found closed.
	 */
	NOT_SENT,

	/** The request was sent, and the response did not begin in time. */
	TIMED_OUT,

	/** Any other failure: the replica may have processed the request. */
	BROKEN;

	/**
	 * Returns the class of a failure that occurred while forwarding a request.
	 */
	public static ForwardingFailure of(Throwable failure, ServerHttpRequest request) {
		// Reactor Netty's AbortedException stands for both ends of the forwarding, so
		// the client's connection is checked first.
		if (!ClientConnection.channel(request).isActive()) {
			return CLIENT_GONE;
		}
		if (failure instanceof ConnectException || failure instanceof NoRouteToHostException
				|| failure instanceof UnknownHostException
				|| (failure instanceof AbortedException && AbortedException.isConnectionReset(failure))) {
			return NOT_SENT;
		}
		if (failure instanceof TimeoutException || failure instanceof ReadTimeoutException) {
			return TIMED_OUT;
		}
		return BROKEN;
	}

}
