package dev.letterbox.messageservice.message;

/**
 * A send was not confirmed in time: it may or may not have been stored, at most once.
 */
public class OutcomeUnknownException extends RuntimeException {

	public OutcomeUnknownException() {
		super("not confirmed in time");
	}

}
