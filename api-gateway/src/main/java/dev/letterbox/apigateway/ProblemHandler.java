package dev.letterbox.apigateway;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Says in the words of the contract what went wrong, for whatever goes wrong between the
 * front door and a replica's answer.
 */
@Component
@Order(-2)
class ProblemHandler implements ErrorWebExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

	private static final String MAYBE_STORED = " The message may or may not have been stored: send it again with the"
			+ " same Idempotency-Key to be sure that it is stored once.";

	private final ProblemWriter problems;

	ProblemHandler(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		if (exchange.getResponse().isCommitted()) {
			// Too late for words: the broken connection says it.
			return Mono.error(failure);
		}
		boolean send = HttpMethod.POST.equals(exchange.getRequest().getMethod());
		return switch (failure) {
			case RequestRefusedException refused -> this.problems.write(exchange, refused.kind(), refused.detail());
			case CallNotPermittedException open -> this.problems.write(exchange, Problem.Kind.CIRCUIT_OPEN,
					"The replicas have failed too often of late and are left alone for a moment. Nothing was stored.");
			case ResponseStatusException answer when answer.getStatusCode().value() == 404 ->
				this.problems.write(exchange, Problem.Kind.NOT_FOUND, "There is no such address.");
			case ResponseStatusException answer when answer.getStatusCode().is4xxClientError() ->
				this.problems.write(exchange, Problem.Kind.INVALID_REQUEST, "The request cannot be understood.");
			default -> forwardingFailed(exchange, failure, send);
		};
	}

	private Mono<Void> forwardingFailed(ServerWebExchange exchange, Throwable failure, boolean send) {
		return switch (ForwardingFailure.of(failure, exchange.getRequest())) {
			case CLIENT_GONE -> Mono.empty();
			case NOT_SENT -> this.problems.write(exchange, Problem.Kind.UNREACHABLE,
					"No replica of the message service can be reached. Nothing was stored.");
			case TIMED_OUT -> this.problems.write(exchange, Problem.Kind.TIMEOUT,
					"The message service did not answer in time." + (send ? MAYBE_STORED : ""));
			case BROKEN -> broken(exchange, failure, send);
		};
	}

	private Mono<Void> broken(ServerWebExchange exchange, Throwable failure, boolean send) {
		RequestId.log(exchange, () -> log.warn("No answer to {} {}: {}", exchange.getRequest().getMethod(),
				exchange.getRequest().getURI().getRawPath(), failure.toString()));
		String detail = "The connection to the message service broke before it answered.";
		// Not known to be unavailable: of a send nobody knows what became.
		return send ? this.problems.write(exchange, Problem.Kind.TIMEOUT, detail + MAYBE_STORED)
				: this.problems.write(exchange, Problem.Kind.BROKEN, detail);
	}

}
