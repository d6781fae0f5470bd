package dev.letterbox.messageservice.web.problem;

import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.web.request.HttpSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;

/**
 * Translates exceptions and statuses to problems; no other class does.
 */
@Component
public class ProblemTranslator {

	private static final Logger log = LoggerFactory.getLogger(ProblemTranslator.class);

	private final HttpSettings settings;

	ProblemTranslator(HttpSettings settings) {
		this.settings = settings;
	}

	/**
	 * The problem of a fault.
	 */
	public Problem translate(Throwable fault, ProblemSource source) {
		return switch (fault) {
			case InvalidRequestException invalid ->
				Problem
					.of(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request",
							invalid.errors()
								.stream()
								.map((error) -> error.field() + " " + error.message())
								.collect(Collectors.joining("; ")),
							source)
					.with(invalid.errors());
			case BodyTooLargeException _ -> of(HttpStatus.CONTENT_TOO_LARGE, source);
			case KeyReusedException _ -> of(HttpStatus.UNPROCESSABLE_CONTENT, source);
			case StoreUnavailableException unavailable ->
				of(HttpStatus.SERVICE_UNAVAILABLE, source).because(unavailable.reason().word());
			case OutcomeUnknownException _ -> of(HttpStatus.GATEWAY_TIMEOUT, source);
			case ErrorResponse response -> of(HttpStatus.valueOf(response.getStatusCode().value()), source);
			default -> {
				log.error("unexpected error", fault);
				yield of(HttpStatus.INTERNAL_SERVER_ERROR, source);
			}
		};
	}

	/**
	 * The problem of a status, with the contract's kinds and texts.
	 */
	public Problem of(HttpStatus status, ProblemSource source) {
		return switch (status) {
			case NOT_FOUND -> Problem.of(status, "not-found", "Not found", "There is nothing at this address.", source);
			case METHOD_NOT_ALLOWED -> Problem.of(status, "method-not-allowed", "Method not allowed",
					"This address does not take this method; see Allow.", source);
			case NOT_ACCEPTABLE -> Problem.of(status, "not-acceptable", "Not acceptable",
					"Answers are application/json; Accept rules that out.", source);
			case UNSUPPORTED_MEDIA_TYPE -> Problem.of(status, "unsupported-media-type", "Unsupported media type",
					"The body must be application/json.", source);
			case CONTENT_TOO_LARGE -> Problem.of(status, "too-large", "Request too large",
					"A body is at most %d bytes. Nothing was stored.".formatted(this.settings.largestBody().toBytes()),
					source);
			case UNPROCESSABLE_CONTENT -> Problem.of(status, "key-reused", "Idempotency-Key reused",
					"This Idempotency-Key was used in this chat before, with another sender or text. Nothing was stored.",
					source);
			case SERVICE_UNAVAILABLE -> Problem.of(status, "unavailable", "Service unavailable",
					"The service can't answer now and has stored nothing; try again after Retry-After seconds.",
					source);
			case GATEWAY_TIMEOUT -> Problem.of(status, "timeout", "No answer in time",
					"No answer in time. The message may or may not have been stored; sent again with the same"
							+ " Idempotency-Key it is stored once.",
					source);
			case INTERNAL_SERVER_ERROR ->
				Problem.of(status, "internal", "Internal error", "The service failed unexpectedly.", source);
			default ->
				Problem.of(status, "invalid-request", "Invalid request", "The request can't be understood.", source);
		};
	}

}
