package dev.letterbox.messageservice.web;

/**
 * A body over the bound.
 */
public class BodyTooLargeException extends RuntimeException {

	BodyTooLargeException() {
		super("body too large");
	}

}
