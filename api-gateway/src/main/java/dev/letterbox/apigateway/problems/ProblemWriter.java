package dev.letterbox.apigateway.problems;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.letterbox.apigateway.connection.ClientConnection;
import dev.letterbox.apigateway.forwarding.CircuitBreakerSettings;
import dev.letterbox.apigateway.observability.GatewayMetrics;
import dev.letterbox.apigateway.observability.RequestId;
import io.micrometer.core.instrument.Counter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes every response that the gateway gives itself as a problem, regardless of the
 * request's {@code Accept} header.
 */
@Component
public class ProblemWriter {

	private final Map<ProblemKind, Counter> refusals = new EnumMap<>(ProblemKind.class);

	private final String retryAfterSeconds;

	ProblemWriter(GatewayMetrics metrics, CircuitBreakerSettings circuitBreaker) {
		// All are registered at the start, so that each shows 0 before it first counts.
		for (ProblemKind kind : ProblemKind.values()) {
			this.refusals.put(kind, metrics.refusals(kind.reason()));
		}
		this.retryAfterSeconds = Long.toString(Math.max(1, circuitBreaker.waitWhenOpen().toSeconds()));
	}

	/**
	 * Writes a problem instead of anything that a replica has begun to answer.
	 */
	public Mono<Void> write(ServerWebExchange exchange, ProblemKind kind, String detail) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(new IllegalStateException("The response is already committed"));
		}
		response.getHeaders().clear();
		return respond(exchange, kind, detail);
	}

	/**
	 * Writes a 405 response that names the methods the path supports.
	 */
	public Mono<Void> writeMethodNotAllowed(ServerWebExchange exchange, Set<HttpMethod> allowed) {
		String methods = allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
		exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, methods);
		return respond(exchange, ProblemKind.METHOD_NOT_ALLOWED, "Supported methods: " + methods + ".");
	}

	private Mono<Void> respond(ServerWebExchange exchange, ProblemKind kind, String detail) {
		ServerHttpRequest request = exchange.getRequest();
		ServerHttpResponse response = exchange.getResponse();
		count(kind);
		byte[] body = new Problem(kind, detail, request.getURI().getRawPath(), RequestId.of(exchange)).toJson();
		HttpHeaders headers = response.getHeaders();
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		headers.setContentLength(body.length);
		if (kind.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			headers.set(HttpHeaders.RETRY_AFTER, this.retryAfterSeconds);
		}
		if (request.getHeaders().containsHeader(HttpHeaders.EXPECT)) {
			// The client may or may not send the body now (RFC 9110, 10.1.1), so the
			// start of the next request on this connection is unknown.
			headers.setConnection("close");
		}
		response.setStatusCode(HttpStatusCode.valueOf(kind.status()));
		Mono<Void> written = response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
		// Scheduled instead of written at once: a response to a pipelined request that is
		// written while the request is still being dispatched stops all further reads on
		// the connection (Reactor Netty 1.3.6).
		return written.subscribeOn(Schedulers.fromExecutor(ClientConnection.channel(request).eventLoop()));
	}

	private void count(ProblemKind kind) {
		Counter counter = this.refusals.get(kind);
		if (counter != null) {
			counter.increment();
		}
	}

}
