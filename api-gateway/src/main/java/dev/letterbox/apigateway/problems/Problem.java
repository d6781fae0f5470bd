package dev.letterbox.apigateway.problems;

import java.nio.charset.StandardCharsets;

import dev.letterbox.apigateway.observability.RequestId;

import org.springframework.boot.json.JsonWriter;

/**
 * Problem details (RFC 9457) of an error that the gateway reports itself.
 *
 * @param kind the kind of problem
 * @param detail what is wrong with this request, for the client's developer
 * @param instance the raw path of the request
 * @param requestId the request id, as in log lines
 */
record Problem(ProblemKind kind, String detail, String instance, String requestId) {

	private static final JsonWriter<Problem> JSON = JsonWriter.of((problem) -> {
		problem.add("type", (it) -> it.kind.type());
		problem.add("title", (it) -> it.kind.title());
		problem.add("status", (it) -> it.kind.status());
		problem.add("detail", Problem::detail);
		problem.add("instance", Problem::instance);
		problem.add(RequestId.FIELD, Problem::requestId);
	});

	byte[] toJson() {
		return JSON.writeToString(this).getBytes(StandardCharsets.UTF_8);
	}

}
