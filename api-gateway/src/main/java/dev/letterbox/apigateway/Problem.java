package dev.letterbox.apigateway;

import java.nio.charset.StandardCharsets;

import org.springframework.boot.json.JsonWriter;

/**
 * What the gateway itself has to say when it does not pass on a replica's answer (RFC
 * 9457).
 *
 * @param kind what is wrong
 * @param detail the same for this one request, in words its sender understands
 * @param instance the path of the request, as it came
 */
record Problem(Kind kind, String detail, String instance) {

	private static final JsonWriter<Problem> JSON = JsonWriter.of((problem) -> {
		problem.add("type", (it) -> "urn:letterbox:problem:" + it.kind.name);
		problem.add("title", (it) -> it.kind.title);
		problem.add("status", (it) -> it.kind.status);
		problem.add("detail", Problem::detail);
		problem.add("instance", Problem::instance);
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
		/** Nobody can answer just now. */
		UNAVAILABLE("unavailable", 503, "Service unavailable"),
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

	}

}
