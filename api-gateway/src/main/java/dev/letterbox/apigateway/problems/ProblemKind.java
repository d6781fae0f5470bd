package dev.letterbox.apigateway.problems;

import java.util.Locale;

/**
 * The problems that the gateway reports itself.
 */
public enum ProblemKind {

	/** The request is invalid. */
	INVALID_REQUEST("invalid-request", 400, "Invalid request"),
	/** The path is unknown. */
	NOT_FOUND("not-found", 404, "Not found"),
	/** The path does not support the method. */
	METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
	/** The body exceeds the limit. */
	TOO_LARGE("too-large", 413, "Request too large"),
	/** The memory for bodies is used up. */
	MEMORY("unavailable", 503, "Service unavailable"),
	/** No instance available. */
	NO_REPLICA("unavailable", 503, "Service unavailable"),
	/** The circuit breaker is open. */
	CIRCUIT_OPEN("unavailable", 503, "Service unavailable"),
	/** No connection to any replica could be made. */
	UNREACHABLE("unavailable", 503, "Service unavailable"),
	/** The connection to a replica broke before the response. */
	BROKEN("unavailable", 503, "Service unavailable"),
	/** No replica responded before the deadline. */
	TIMEOUT("timeout", 504, "No answer in time");

	private final String type;

	private final int status;

	private final String title;

	ProblemKind(String type, int status, String title) {
		this.type = type;
		this.status = status;
		this.title = title;
	}

	String type() {
		return "urn:letterbox:problem:" + this.type;
	}

	int status() {
		return this.status;
	}

	String title() {
		return this.title;
	}

	/**
	 * Returns the reason in metrics, which tells the causes of a 503 apart.
	 */
	String reason() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
