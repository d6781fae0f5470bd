package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.client.ReplicaReply;

/**
 * A replica has replied 503. It has no stack trace, since it reports an answer, not a
 * fault.
 */
final class ReplicaUnavailableException extends RuntimeException {

	private final transient ReplicaReply reply;

	/**
	 * Creates the failure.
	 * @param reply the reply, which needs not be discarded
	 */
	ReplicaUnavailableException(ReplicaReply reply) {
		super("The replica is unavailable", null, false, false);
		this.reply = reply;
	}

	ReplicaReply reply() {
		return this.reply;
	}

}
