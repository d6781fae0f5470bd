package dev.letterbox.messageservice.web;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import dev.letterbox.messageservice.web.problem.FieldError;
import dev.letterbox.messageservice.web.problem.InvalidRequestException;
import dev.letterbox.messageservice.web.problem.Problem;
import dev.letterbox.messageservice.web.problem.ProblemSource;
import dev.letterbox.messageservice.web.problem.ProblemTranslator;
import dev.letterbox.messageservice.web.request.RequestId;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import static org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;

/**
 * The parts of the OpenAPI 3.1 description that all operations share: the introduction
 * and the problems. The examples of problems are written by {@link ProblemTranslator}, or
 * as the gateway writes them where it refuses a request. Nothing here takes part in other
 * requests.
 */
@Configuration(proxyBeanMethods = false)
public class ApiDescription {

	private static final String RESPONSES = "#/components/responses/";

	/** A send that is answered 400. */
	public static final String INVALID_SEND = RESPONSES + "InvalidSend";

	/** A pull that is answered 400. */
	public static final String INVALID_PULL = RESPONSES + "InvalidPull";

	/** A request for chats that is answered 400. */
	public static final String INVALID_CHATS = RESPONSES + "InvalidChats";

	/** 405. */
	public static final String METHOD_NOT_ALLOWED = RESPONSES + "MethodNotAllowed";

	/** 406. */
	public static final String NOT_ACCEPTABLE = RESPONSES + "NotAcceptable";

	/** 413. */
	public static final String TOO_LARGE = RESPONSES + "TooLarge";

	/** 415. */
	public static final String UNSUPPORTED_MEDIA_TYPE = RESPONSES + "UnsupportedMediaType";

	/** 422. */
	public static final String KEY_REUSED = RESPONSES + "KeyReused";

	/** 503. */
	public static final String UNAVAILABLE = RESPONSES + "Unavailable";

	/** 504. */
	public static final String TIMEOUT = RESPONSES + "Timeout";

	/** The request id in the examples. */
	private static final String REQUEST = "9f86d081884c7d659a2feaa0c55ad015";

	private static final ProblemSource SEND = new ProblemSource("/api/send", REQUEST);

	private static final String WORDS = """
			Instant messaging in pull mode: a sender posts a message to a chat of two members, the receiver pulls the \
			chat page by page when it likes.

			* Positions in a chat are dense from 0; a message is visible only when all before it are.
			* A send answered 200 is in every later pull. One answered 4xx stored nothing. One answered 503 or 504 is \
			stored at most once; sent again with the same `Idempotency-Key` until it is answered 200, exactly once.
			* A send that was answered before another began has the lower position. `send_time` never decreases with \
			position.

			Addresses are exact: another spelling (a slash more, another case) is 404, another method 405. `HEAD` is \
			`GET` without the body. Unknown fields and parameters are ignored, and a field that is `null` counts as \
			not given. Numbers are integers up to 2^53 − 1. Answers are not to be cached.

			Every answer that is not 2xx is `application/problem+json` (RFC 9457). Only where the request line, the \
			headers or the framing are malformed or oversized, the answer may be 400, 413, 414 or 431 without a body.

			`X-Request-Id` of an answer is what its request is called in the log: as the request's own `X-Request-Id` \
			says, where that is at most 128 letters, digits and `-._~:/+=`, else a fresh name.
			""";

	private final ProblemTranslator problems;

	private final JsonMapper json;

	ApiDescription(ProblemTranslator problems, JsonMapper json) {
		this.problems = problems;
		this.json = json;
	}

	@Bean
	OpenAPI openApi() {
		return new OpenAPI().info(new Info().title("Letterbox").version("1").description(WORDS))
			// Relative to where the description was fetched from: the gateway.
			.servers(List.of(new Server().url("/").description("This gateway")))
			.components(new Components().addSchemas("Problem", problem())
				.addSchemas("FieldError", fieldError())
				.addResponses("InvalidSend",
						invalid("/api/send", new FieldError("text", "is required"),
								new FieldError("sender", "must be one of the chat's two members")))
				.addResponses("InvalidPull",
						invalid("/api/pull", new FieldError("chat", "must be two members joined by one ':'"),
								new FieldError("before", "goes with reverse=true alone")))
				.addResponses("InvalidChats",
						invalid("/api/chats", new FieldError("member", "is required"),
								new FieldError("after", "must be two members joined by one ':'")))
				.addResponses("MethodNotAllowed",
						response("The address does not take this method.", methodNotAllowed()).addHeaderObject(
								HttpHeaders.ALLOW,
								new Header().description("The methods it takes.").schema(new StringSchema())))
				.addResponses("NotAcceptable",
						response("`Accept` rules out application/json.", HttpStatus.NOT_ACCEPTABLE))
				.addResponses("TooLarge", response("The body is too large.", HttpStatus.CONTENT_TOO_LARGE))
				.addResponses("UnsupportedMediaType",
						response("The body is not application/json.", HttpStatus.UNSUPPORTED_MEDIA_TYPE))
				.addResponses("KeyReused",
						response("This Idempotency-Key was used before with another sender or text.",
								HttpStatus.UNPROCESSABLE_CONTENT))
				.addResponses("Unavailable", response(
						"No replica, too much load, an open circuit, or the store out of reach. Nothing was stored.",
						HttpStatus.SERVICE_UNAVAILABLE)
					.addHeaderObject(HttpHeaders.RETRY_AFTER,
							new Header().description("After how many seconds to try again.")
								.schema(new IntegerSchema().minimum(BigDecimal.ONE))))
				.addResponses("Timeout",
						response("No answer in time. A send may or may not have been stored: send it again with the "
								+ "same Idempotency-Key.", HttpStatus.GATEWAY_TIMEOUT)));
	}

	/**
	 * In an order that does not depend on the run, and send first: before it there is
	 * nothing to pull.
	 */
	@Bean
	OpenApiCustomizer order() {
		return (api) -> {
			Paths paths = new Paths();
			api.getPaths()
				.entrySet()
				.stream()
				.sorted(Comparator.comparing((Map.Entry<String, PathItem> path) -> path.getValue().getPost() == null)
					.thenComparing(Map.Entry.comparingByKey()))
				.forEach((path) -> paths.addPathItem(path.getKey(), path.getValue()));
			api.setPaths(paths);
		};
	}

	private ApiResponse invalid(String path, FieldError... errors) {
		return response(
				"The request is wrong: JSON that does not parse, a wrong type, a missing or out-of-range "
						+ "field, or fields that don't go together. `errors` names every fault.",
				this.problems.translate(new InvalidRequestException(List.of(errors)),
						new ProblemSource(path, REQUEST)));
	}

	/**
	 * What the gateway answers: it names the methods, where a replica refers to
	 * {@code Allow}.
	 */
	private Problem methodNotAllowed() {
		return this.problems.of(HttpStatus.METHOD_NOT_ALLOWED, SEND).withDetail("Supported methods: POST.");
	}

	private ApiResponse response(String words, HttpStatus status) {
		return response(words, this.problems.of(status, SEND));
	}

	private ApiResponse response(String words, Problem example) {
		MediaType body = new MediaType().schema(new Schema<>().$ref("Problem"))
			.example(this.json.convertValue(example, Object.class));
		return new ApiResponse().description(words)
			.content(new Content().addMediaType(APPLICATION_PROBLEM_JSON_VALUE, body));
	}

	private static Schema<?> problem() {
		return new ObjectSchema().required(List.of("type", "title", "status", "detail", "instance", RequestId.FIELD))
			.description("What went wrong (RFC 9457).")
			.addProperty("type",
					text("What kind of problem it is: `urn:letterbox:problem:` and its name.").format("uri"))
			.addProperty("title", text("The same for every problem of the kind."))
			.addProperty("status", new IntegerSchema().description("The HTTP status."))
			.addProperty("detail", text("This one problem in words."))
			.addProperty("instance", text("The path of the request.").format("uri-reference"))
			.addProperty(RequestId.FIELD, text("What the request is called, as in `X-Request-Id`."))
			.addProperty("errors", new ArraySchema().items(new Schema<>().$ref("FieldError"))
				.description("Every fault of an invalid request."));
	}

	private static Schema<?> fieldError() {
		return new ObjectSchema().required(List.of("field", "message"))
			.description("One fault of a request.")
			.addProperty("field", text("A field's, parameter's or header's name, `body` or `query`."))
			.addProperty("message", text("What is allowed, and what came."));
	}

	private static Schema<?> text(String words) {
		return new StringSchema().description(words);
	}

}
