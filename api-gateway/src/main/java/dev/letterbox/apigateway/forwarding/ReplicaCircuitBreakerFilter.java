package dev.letterbox.apigateway.forwarding;

import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import reactor.core.publisher.Mono;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreaker;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * The circuit breaker around requests to replicas, up to the head of the response. Its
 * fallback answers every method. Requests that wait do without: how long they take says
 * nothing about a replica, and an ended replica ends many of them at once.
 */
@Component
class ReplicaCircuitBreakerFilter implements GlobalFilter, Ordered {

	/** Directly inside the filter that writes the response. */
	static final int ORDER = ReplicaResponseFilter.ORDER + 1;

	/** The name of the circuit breaker in its configuration and in metrics. */
	static final String NAME = "replicas";

	private final ReactiveCircuitBreaker circuitBreaker;

	private final ErrorWebExceptionHandler failures;

	ReplicaCircuitBreakerFilter(ReactiveResilience4JCircuitBreakerFactory circuitBreakers,
			ErrorWebExceptionHandler failures) {
		this.circuitBreaker = circuitBreakers.create(NAME);
		this.failures = failures;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		if (exchange.getRequest() instanceof BufferedRequest request && request.waitSeconds() > 0) {
			return chain.filter(exchange).onErrorResume((failure) -> handle(exchange, failure));
		}
		return this.circuitBreaker.run(chain.filter(exchange), (failure) -> handle(exchange, failure));
	}

	private Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		ServerWebExchangeUtils.reset(exchange);
		return this.failures.handle(exchange, failure);
	}

}
