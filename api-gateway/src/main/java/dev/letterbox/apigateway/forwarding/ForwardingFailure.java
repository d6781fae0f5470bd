package dev.letterbox.apigateway.forwarding;

import java.util.concurrent.TimeoutException;

import dev.letterbox.apigateway.client.ReplyRefusedException;
import dev.letterbox.apigateway.client.RequestNotSentException;
import dev.letterbox.apigateway.connection.ClientConnection;
import io.netty.handler.timeout.ReadTimeoutException;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Classifies failures of forwarding by what they mean for the request. It is the only
 * such classification: retries and problem responses both use it.
 */
public enum ForwardingFailure {

	/** The client has closed its connection and can't receive a response. */
	CLIENT_GONE,

	/**
	 * No byte of the request has left the gateway, because no connection was made.
	 */
	NOT_SENT,

	/** There was no memory for the response to a read. */
	NO_MEMORY,

	/** A replica responded 503. */
	UNAVAILABLE,

	/**
	 * The request was sent, and the response did not begin, or did not go on, in time.
	 */
	TIMED_OUT,

	/** Any other failure: the replica may have processed the request. */
	BROKEN;

	/**
	 * Returns the class of a failure that occurred while forwarding a request.
	 */
	public static ForwardingFailure of(Throwable failure, ServerHttpRequest request) {
		// What fails after the client has gone is a consequence.
		if (!ClientConnection.channel(request).isActive()) {
			return CLIENT_GONE;
		}
		if (failure instanceof RequestNotSentException) {
			return NOT_SENT;
		}
		if (failure instanceof ReplyRefusedException) {
			return NO_MEMORY;
		}
		if (failure instanceof ReplicaUnavailableException) {
			return UNAVAILABLE;
		}
		if (failure instanceof TimeoutException || failure instanceof ReadTimeoutException) {
			return TIMED_OUT;
		}
		return BROKEN;
	}

}
