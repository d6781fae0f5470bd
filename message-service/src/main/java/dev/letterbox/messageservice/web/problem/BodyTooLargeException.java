package dev.letterbox.messageservice.web.problem;

/**
 * A body over the bound.
 */
public class BodyTooLargeException extends RuntimeException {

	public BodyTooLargeException() {
		super("body too large");
	}

}
