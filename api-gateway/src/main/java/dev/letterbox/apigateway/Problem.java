package dev.letterbox.apigateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.springframework.boot.json.JsonWriter;

/**
 * What the gateway itself has to say when it does not pass on a replica's answer (RFC
 * 9457).
 *
 * @param kind what is wrong
 * @param detail the same for this one request, in words its sender understands
 * @param instance the path of the request, as it came
 * @param requestId what the request is called in the log
 */
record Problem(Kind kind, String detail, String instance, String requestId) {

	private static final JsonWriter<Problem> JSON = JsonWriter.of((problem) -> {
		problem.add("type", (it) -> "urn:letterbox:problem:" + it.kind.name);
		problem.add("title", (it) -> it.kind.title);
		problem.add("status", (it) -> it.kind.status);
		problem.add("detail", Problem::detail);
		problem.add("instance", Problem::instance);
		problem.add(RequestId.FIELD, Problem::requestId);
	});

	byte[] toJson() {
		return JSON.writeToString(this).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The kinds of problem the gateway has a name for.
	 */
	enum Kind {

		/** The request itself is wrong. */
		INVALID_REQUEST("invalid-request", 400, "Invalid request"),
		/** There is no such address. */
		NOT_FOUND("not-found", 404, "Not found"),
		/** The address does not understand the method. */
		METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
		/** The body is larger than any valid one. */
		TOO_LARGE("too-large", 413, "Request too large"),
		/** There is nobody to ask. */
		NO_REPLICA("unavailable", 503, "Service unavailable"),
		/** The circuit to the replicas is open. */
		CIRCUIT_OPEN("unavailable", 503, "Service unavailable"),
		/** No connection to any replica came about. */
		UNREACHABLE("unavailable", 503, "Service unavailable"),
		/** The connection to a replica broke before it answered. */
		BROKEN("unavailable", 503, "Service unavailable"),
		/** Nobody answered in time. */
		TIMEOUT("timeout", 504, "No answer in time");

		private final String name;

		private final int status;

		private final String title;

		Kind(String name, int status, String title) {
			this.name = name;
			this.status = status;
			this.title = title;
		}

		int status() {
			return this.status;
		}

		/**
		 * What it is called in metrics: of several ways to be unavailable, which.
		 */
		String reason() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
