package dev.letterbox.meshtests.support;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Assertions on answers that are not 2xx, and that a refused send stored nothing.
 */
public final class Refusals {

	/** Words of a server's internals. */
	private static final Pattern INTERNAL = Pattern.compile(
			"Exception|dev\\.letterbox|springframework|"
					+ "java\\.|tools\\.jackson|reactor\\.|io\\.netty|apache|mongo|JsonNode|Deserializ|127\\.0\\.0\\.1",
			Pattern.CASE_INSENSITIVE);

	private Refusals() {
	}

	/**
	 * The answer is this problem, and names exactly these fields (in any order, each once
	 * or more).
	 */
	public static void assertInvalid(Reply reply, String... fields) {
		assertProblem(reply, 400, "invalid-request");
		assertThat(Set.copyOf(fields(reply))).as("the fields of the errors in %s", reply).isEqualTo(Set.of(fields));
	}

	/** The answer is this problem, and names at least this field. */
	public static void assertInvalidNaming(Reply reply, String field) {
		assertProblem(reply, 400, "invalid-request");
		assertThat(fields(reply)).as("the fields of the errors in %s", reply).contains(field);
	}

	/** The answer is 400 and names at least one field. */
	public static void assertInvalidSomehow(Reply reply) {
		assertProblem(reply, 400, "invalid-request");
		assertThat(fields(reply)).as("the fields of the errors in %s", reply).isNotEmpty();
	}

	public static void assertProblem(Reply reply, int status, String kind) {
		assertThat(reply.status()).as("%s", reply).isEqualTo(status);
		assertThat(reply.mediaType()).as("%s", reply).isEqualTo("application/problem+json");
		JsonNode problem = reply.json();
		assertThat(problem.path("type").asString("")).as("type of %s", reply)
			.isEqualTo("urn:letterbox:problem:" + kind);
		assertThat(problem.path("title").asString("")).as("title of %s", reply).isNotBlank();
		assertThat(problem.path("status").isIntegralNumber()).as("status of %s", reply).isTrue();
		assertThat(problem.path("status").asInt()).as("status of %s", reply).isEqualTo(status);
		assertThat(problem.path("detail").asString("")).as("detail of %s", reply).isNotBlank();
		assertThat(problem.path("instance").asString("")).as("instance of %s", reply).isNotBlank();
		assertThat(URI.create(problem.path("instance").asString())).isNotNull();
		assertThat(problem.propertyNames()).isSubsetOf("type", "title", "status", "detail", "instance", "request_id",
				"errors");
		assertThat(problem.path("request_id").asString("")).as("request_id of %s", reply)
			.isEqualTo(reply.header("X-Request-Id").orElse("missing"));
		for (String part : List.of("title", "detail")) {
			assertThat(problem.path(part).asString("")).as("%s of %s", part, reply).doesNotContainPattern(INTERNAL);
		}
		if (status == 503) {
			assertThat(reply.header("Retry-After")).as("Retry-After of %s", reply)
				.hasValueSatisfying((value) -> assertThat(value).matches("\\d{1,3}"));
		}
		fields(reply);
	}

	/** The answer is 503 with Retry-After, or 504. */
	public static void assertUnavailable(Reply reply) {
		assertThat(reply.status()).as("%s", reply).isIn(503, 504);
		assertProblem(reply, reply.status(), (reply.status() == 503) ? "unavailable" : "timeout");
	}

	/**
	 * A request with malformed framing may be answered without a body.
	 */
	public static void assertTurnedAway(Reply reply) {
		assertThat(reply.status()).as("%s", reply).isIn(400, 413, 414, 431);
		if (!reply.text().isEmpty()) {
			assertThat(reply.mediaType()).as("%s", reply).isEqualTo("application/problem+json");
			assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
			assertThat(reply.text()).doesNotContainPattern(INTERNAL);
		}
	}

	public static void assertNothingStored(Client client, String chat) {
		Page page = client.page(chat);
		assertThat(page.messages()).as("the messages of %s", chat).isEmpty();
		assertThat(page.nextCursor()).isZero();
	}

	/** The fields that the problem's errors name; each error has a message. */
	private static List<String> fields(Reply reply) {
		List<String> fields = new ArrayList<>();
		for (JsonNode error : reply.json().path("errors")) {
			assertThat(error.propertyNames()).as("%s", reply).isEqualTo(Set.of("field", "message"));
			assertThat(error.path("message").asString("")).as("%s", reply).isNotBlank().doesNotContainPattern(INTERNAL);
			fields.add(error.path("field").asString(""));
		}
		assertThat(fields).as("%s", reply).doesNotContain("");
		return fields;
	}

}
