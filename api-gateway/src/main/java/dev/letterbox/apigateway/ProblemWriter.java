package dev.letterbox.apigateway;

import java.util.Set;
import java.util.stream.Collectors;

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
 * The one place where the gateway answers for itself: always a problem document, whatever
 * the request accepts.
 */
@Component
class ProblemWriter {

	private final GatewayMetrics metrics;

	private final String retryAfterSeconds;

	ProblemWriter(GatewayMetrics metrics, CircuitBreakerSettings circuit) {
		this.metrics = metrics;
		this.retryAfterSeconds = Long.toString(Math.max(1, circuit.waitWhenOpen().toSeconds()));
	}

	Mono<Void> write(ServerWebExchange exchange, Problem.Kind kind, String detail) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(new IllegalStateException("The answer has begun already"));
		}
		// What a replica may have begun to say is not part of this answer.
		HttpHeaders headers = response.getHeaders();
		headers.clear();
		return answer(exchange, kind, detail);
	}

	Mono<Void> writeMethodNotAllowed(ServerWebExchange exchange, Set<HttpMethod> allowed) {
		String methods = allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
		exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, methods);
		return answer(exchange, Problem.Kind.METHOD_NOT_ALLOWED, "This address understands " + methods + ".");
	}

	private Mono<Void> answer(ServerWebExchange exchange, Problem.Kind kind, String detail) {
		ServerHttpRequest request = exchange.getRequest();
		ServerHttpResponse response = exchange.getResponse();
		this.metrics.refused(kind);
		byte[] body = new Problem(kind, detail, request.getURI().getRawPath(), RequestId.of(exchange)).toJson();
		HttpHeaders headers = response.getHeaders();
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		headers.setContentLength(body.length);
		if (kind.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			headers.set(HttpHeaders.RETRY_AFTER, this.retryAfterSeconds);
		}
		if (request.getHeaders().containsHeader(HttpHeaders.EXPECT)) {
			// Whether the body still comes is not to be known (RFC 9110, 10.1.1), so nor
			// is where the next request on this connection would begin.
			headers.setConnection("close");
		}
		response.setStatusCode(HttpStatusCode.valueOf(kind.status()));
		Mono<Void> written = response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
		// Not at once: where the request came before the server was done with the one
		// before
		// it, an answer given while it is still being handed over leaves the connection
		// unread for good (Reactor Netty 1.3.6).
		return written.subscribeOn(Schedulers.fromExecutor(RequestLineHandler.channel(request).eventLoop()));
	}

}
