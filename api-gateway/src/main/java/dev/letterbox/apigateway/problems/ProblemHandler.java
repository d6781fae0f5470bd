package dev.letterbox.apigateway.problems;

import dev.letterbox.apigateway.forwarding.ForwardingFailure;
import dev.letterbox.apigateway.forwarding.NoReplicaException;
import dev.letterbox.apigateway.observability.RequestId;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Translates every failure between admission and a replica's response into a problem
 * response.
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
			// The status is already sent; only closing the connection can report it.
			return Mono.error(failure);
		}
		boolean send = HttpMethod.POST.equals(exchange.getRequest().getMethod());
		return switch (failure) {
			case RequestRefusedException refused -> this.problems.write(exchange, refused.kind(), refused.detail());
			case NoReplicaException none -> this.problems.write(exchange, ProblemKind.NO_REPLICA,
					"No instance of the message service is available. Nothing was stored.");
			case CallNotPermittedException open -> this.problems.write(exchange, ProblemKind.CIRCUIT_OPEN,
					"The service is temporarily unavailable after repeated failures. Nothing was stored.");
			case ResponseStatusException status when status.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND) ->
				this.problems.write(exchange, ProblemKind.NOT_FOUND, "Unknown path.");
			case ResponseStatusException status when status.getStatusCode().is4xxClientError() ->
				this.problems.write(exchange, ProblemKind.INVALID_REQUEST, "The request is invalid.");
			default -> forwardingFailed(exchange, failure, send);
		};
	}

	private Mono<Void> forwardingFailed(ServerWebExchange exchange, Throwable failure, boolean send) {
		return switch (ForwardingFailure.of(failure, exchange.getRequest())) {
			case CLIENT_GONE -> Mono.empty();
			case NOT_SENT -> this.problems.write(exchange, ProblemKind.UNREACHABLE,
					"No instance of the message service accepts connections. Nothing was stored.");
			case TIMED_OUT -> this.problems.write(exchange, ProblemKind.TIMEOUT,
					"The message service did not answer in time." + (send ? MAYBE_STORED : ""));
			case NO_MEMORY -> this.problems.write(exchange, ProblemKind.MEMORY,
					"Too many bodies of requests and responses are in memory.");
			case UNAVAILABLE, BROKEN -> broken(exchange, failure, send);
		};
	}

	private Mono<Void> broken(ServerWebExchange exchange, Throwable failure, boolean send) {
		RequestId.log(exchange, () -> log.warn("No answer to {} {}: {}", exchange.getRequest().getMethod(),
				exchange.getRequest().getURI().getRawPath(), failure.toString()));
		String detail = "The connection to the message service broke before it answered.";
		// The outcome of a send is unknown: 503 would promise that nothing was stored.
		return send ? this.problems.write(exchange, ProblemKind.TIMEOUT, detail + MAYBE_STORED)
				: this.problems.write(exchange, ProblemKind.BROKEN, detail);
	}

}
