package dev.letterbox.messageservice.web.problem;

import java.util.List;

/**
 * A request that can't be understood, with all its faults at once.
 */
public class InvalidRequestException extends RuntimeException {

	private final transient List<FieldError> errors;

	public InvalidRequestException(List<FieldError> errors) {
		super("invalid request");
		this.errors = List.copyOf(errors);
	}

	List<FieldError> errors() {
		return this.errors;
	}

}
