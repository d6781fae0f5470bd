package dev.letterbox.apigateway;

/**
 * There is nobody to ask. It says nothing about the way to the replicas, so it is no
 * failure to the circuit.
 */
final class NoReplicaException extends RequestRefusedException {

	NoReplicaException() {
		super(Problem.Kind.NO_REPLICA, "No replica of the message service is there to answer. Nothing was stored.");
	}

}
