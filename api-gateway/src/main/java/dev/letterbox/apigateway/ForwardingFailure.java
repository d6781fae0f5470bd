package dev.letterbox.apigateway;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

import io.netty.handler.timeout.ReadTimeoutException;
import reactor.netty.channel.AbortedException;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a failure on the way to a replica means for the request. Everything that acts on
 * such a failure asks here.
 */
enum ForwardingFailure {

	/** The client has closed its connection: there is no one left to answer. */
	CLIENT_GONE,

	/**
	 * Not a byte of the request has left the gateway: no connection was made, or a pooled
	 * one was found closed.
	 */
	NOT_SENT,

	/** The request was sent, and the answer did not begin in time. */
	TIMED_OUT,

	/** Anything else: the replica may have done what was asked. */
	BROKEN;

	static ForwardingFailure of(Throwable failure, ServerHttpRequest request) {
		// The client's library has no exception of its own for a client that went away:
		// an aborted connection can be the replica's, too.
		if (!RequestLineHandler.channel(request).isActive()) {
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
