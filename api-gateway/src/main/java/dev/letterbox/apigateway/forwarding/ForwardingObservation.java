package dev.letterbox.apigateway.forwarding;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.filter.headers.observation.ObservedRequestHttpHeadersFilter;
import org.springframework.cloud.gateway.filter.headers.observation.ObservedResponseHttpHeadersFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Traces the requests to replicas with Spring Cloud Gateway's header filters, if traces
 * are enabled.
 */
@Component
class ForwardingObservation {

	private final @Nullable ObservedRequestHttpHeadersFilter requests;

	private final @Nullable ObservedResponseHttpHeadersFilter responses;

	ForwardingObservation(ObjectProvider<ObservedRequestHttpHeadersFilter> requests,
			ObjectProvider<ObservedResponseHttpHeadersFilter> responses) {
		this.requests = requests.getIfAvailable();
		this.responses = responses.getIfAvailable();
	}

	/**
	 * Starts an observation and adds its trace context to the headers of a request.
	 */
	void begin(ServerWebExchange exchange, BufferedRequest request) {
		if (this.requests != null) {
			request.getHeaders().putAll(this.requests.filter(request.getHeaders(), exchange));
		}
	}

	/**
	 * Ends the observation with the head of the response.
	 */
	void end(ServerWebExchange exchange) {
		if (this.responses != null) {
			this.responses.filter(exchange.getResponse().getHeaders(), exchange);
		}
	}

}
