package dev.letterbox.apigateway.problems;

/**
 * Ends a request with a problem response. It has no stack trace: it reports a decision,
 * not a fault.
 */
public final class RequestRefusedException extends RuntimeException {

	private final ProblemKind kind;

	private final String detail;

	public RequestRefusedException(ProblemKind kind, String detail) {
		super(detail, null, false, false);
		this.kind = kind;
		this.detail = detail;
	}

	ProblemKind kind() {
		return this.kind;
	}

	String detail() {
		return this.detail;
	}

}
