package dev.letterbox.apigateway.client;

/**
 * There was no memory for a reply. It has no stack trace, since it reports a decision,
 * not a fault.
 */
public final class ReplyRefusedException extends RuntimeException {

	ReplyRefusedException() {
		super("No memory for the reply", null, false, false);
	}

}
