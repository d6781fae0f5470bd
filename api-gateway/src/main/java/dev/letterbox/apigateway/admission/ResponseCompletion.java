package dev.letterbox.apigateway.admission;

import dev.letterbox.apigateway.connection.Http10Framing;
import dev.letterbox.apigateway.observability.AccessLog;
import dev.letterbox.apigateway.observability.GatewayMetrics;
import dev.letterbox.apigateway.observability.RequestId;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Adds the common headers to every response, a replica's or the gateway's own, and
 * records it.
 */
@Component
class ResponseCompletion {

	private final GatewayMetrics metrics;

	ResponseCompletion(GatewayMetrics metrics) {
		this.metrics = metrics;
	}

	/**
	 * Registers the completion of a request's response. One action before the commit does
	 * all of it, because filters of their own would add operators to every request.
	 * @param route the route in metrics
	 * @param id the request id
	 */
	void register(ServerWebExchange exchange, String route, String id) {
		long start = System.nanoTime();
		exchange.getResponse().beforeCommit(() -> {
			complete(exchange, route, id, System.nanoTime() - start);
			return Mono.empty();
		});
	}

	private void complete(ServerWebExchange exchange, String route, String id, long nanos) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().set(RequestId.HEADER, id);
		Http10Framing.apply(exchange);
		HttpStatusCode code = response.getStatusCode();
		int status = (code != null) ? code.value() : HttpStatus.OK.value();
		this.metrics.recordResponse(route, status, nanos);
		AccessLog.write(exchange, status, nanos);
	}

}
