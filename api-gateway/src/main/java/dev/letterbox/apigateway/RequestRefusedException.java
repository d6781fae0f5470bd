package dev.letterbox.apigateway;

/**
 * The request ends here, with a problem that is known to be the whole answer. It has no
 * stack trace: it is a decision, not a fault.
 */
class RequestRefusedException extends RuntimeException {

	private final Problem.Kind kind;

	private final String detail;

	RequestRefusedException(Problem.Kind kind, String detail) {
		super(detail, null, false, false);
		this.kind = kind;
		this.detail = detail;
	}

	Problem.Kind kind() {
		return this.kind;
	}

	String detail() {
		return this.detail;
	}

}
