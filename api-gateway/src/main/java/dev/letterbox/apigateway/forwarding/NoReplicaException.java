package dev.letterbox.apigateway.forwarding;

/**
 * No instance available; not counted as a failure by the circuit breaker. It has no stack
 * trace, since it is thrown for each request while there is no replica.
 */
public final class NoReplicaException extends RuntimeException {

	NoReplicaException() {
		super("No instance of the message service is available", null, false, false);
	}

}
