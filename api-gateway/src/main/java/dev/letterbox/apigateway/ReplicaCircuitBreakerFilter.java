package dev.letterbox.apigateway;

import reactor.core.publisher.Mono;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreaker;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * The circuit breaker around the way to the replicas, up to the head of their answer. Its
 * fallback answers every method.
 */
@Component
class ReplicaCircuitBreakerFilter implements GlobalFilter, Ordered {

	/** Right inside of what writes the answer. */
	static final int ORDER = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER + 1;

	/** What the breaker is called in its settings and in metrics. */
	static final String NAME = "replicas";

	private final ReactiveCircuitBreaker circuit;

	private final ProblemHandler problems;

	ReplicaCircuitBreakerFilter(ReactiveResilience4JCircuitBreakerFactory circuits, ProblemHandler problems,
			GatewayMetrics metrics) {
		this.circuit = circuits.create(NAME);
		metrics.watch(circuits, NAME);
		this.problems = problems;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		return this.circuit.run(chain.filter(exchange), (failure) -> {
			ServerWebExchangeUtils.reset(exchange);
			return this.problems.handle(exchange, failure);
		});
	}

}
