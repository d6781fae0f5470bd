package dev.letterbox.apigateway.admission;

import dev.letterbox.apigateway.connection.Http10Framing;
import dev.letterbox.apigateway.observability.AccessLog;
import dev.letterbox.apigateway.observability.GatewayMetrics;
import dev.letterbox.apigateway.observability.RequestId;
import dev.letterbox.apigateway.waiting.Waits;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Adds the common headers to every response, a replica's or the gateway's own, and
 * records it.
 */
@Component
class ResponseCompletion {

	private static final String ACCEPT_QUERY = "Accept-Query";

	private final GatewayMetrics metrics;

	private final Waits waits;

	private final Drain drain;

	ResponseCompletion(GatewayMetrics metrics, Waits waits, Drain drain) {
		this.drain = drain;
		this.metrics = metrics;
		this.waits = waits;
	}

	/**
	 * Registers the completion of a request's response. One action before the commit does
	 * all of it, because filters of their own would add operators to every request.
	 * @param route the route in metrics
	 * @param id the request id
	 * @param query whether the request could be a QUERY, which its response then says
	 */
	void register(ServerWebExchange exchange, String route, String id, boolean query) {
		long start = System.nanoTime();
		exchange.getResponse().beforeCommit(() -> {
			complete(exchange, route, id, query, System.nanoTime() - start);
			return Mono.empty();
		});
	}

	private void complete(ServerWebExchange exchange, String route, String id, boolean query, long nanos) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().set(RequestId.HEADER, id);
		if (query) {
			response.getHeaders().set(ACCEPT_QUERY, MediaType.APPLICATION_JSON_VALUE);
		}
		this.drain.closeIfDraining(response.getHeaders());
		Http10Framing.apply(exchange);
		HttpStatusCode code = response.getStatusCode();
		int status = (code != null) ? code.value() : HttpStatus.OK.value();
		if (exchange.getAttributes().containsKey(Waits.ATTRIBUTE)) {
			this.waits.answered(status);
		}
		else {
			this.metrics.recordResponse(route, status, nanos);
		}
		AccessLog.write(exchange, status, nanos);
	}

}
