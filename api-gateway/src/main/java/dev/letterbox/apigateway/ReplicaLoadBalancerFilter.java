package dev.letterbox.apigateway;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends a request to a replica, and to another one only where it certainly reached
 * nobody: no connection came about. Each replica is tried once at most, and one deadline
 * bounds all attempts together.
 * <p>
 * It stands for the gateway's own balancer filter, which puts the address together anew:
 * that one encodes a query a second time that mixes escapes with characters it would have
 * escaped, where a query must arrive byte for byte.
 */
@Component
class ReplicaLoadBalancerFilter implements GlobalFilter, Ordered {

	private final ReactorServiceInstanceLoadBalancer balancer;

	private final GatewayMetrics metrics;

	private final ForwardingSettings settings;

	ReplicaLoadBalancerFilter(ReactorServiceInstanceLoadBalancer balancer, GatewayMetrics metrics,
			ForwardingSettings settings) {
		this.balancer = balancer;
		this.metrics = metrics;
		this.settings = settings;
	}

	@Override
	public int getOrder() {
		return ReplicaCircuitBreakerFilter.ORDER + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		if (!(exchange.getRequest() instanceof BufferedRequest request)) {
			// Routes are looked for on the management port, too, where there is no door.
			return Mono.error(new RequestRefusedException(Problem.Kind.NOT_FOUND, "There is no such address."));
		}
		return attempt(request, exchange, chain, new HashSet<>(), null).then(Mono.defer(() -> answered(exchange)))
			.timeout(this.settings.deadline(), Mono.defer(() -> Mono.error(late(request))));
	}

	/**
	 * Makes sure that a replica has answered: whatever else ends without a failure would
	 * be answered with an empty 200.
	 */
	private static Mono<Void> answered(ServerWebExchange exchange) {
		boolean answered = exchange.getAttributes().containsKey(ServerWebExchangeUtils.CLIENT_RESPONSE_ATTR);
		return answered ? Mono.empty() : Mono.error(new IllegalStateException("The replica gave no answer"));
	}

	/**
	 * Returns what to say at the deadline. Where no replica has got any of the request,
	 * none will: that is a connection that was not made in time.
	 */
	private static Exception late(BufferedRequest request) {
		return request.withdraw() ? new ConnectTimeoutException("No connection to a replica by the deadline")
				: new TimeoutException("No answer by the deadline");
	}

	private Mono<Void> attempt(BufferedRequest request, ServerWebExchange exchange, GatewayFilterChain chain,
			Set<String> tried, @Nullable Throwable before) {
		return this.balancer.choose(new DefaultRequest<>(tried)).flatMap((choice) -> {
			@Nullable ServiceInstance replica = replica(choice);
			if (replica == null) {
				return Mono.error((before != null) ? before : new NoReplicaException());
			}
			if (before != null) {
				this.metrics.retried();
			}
			tried.add(String.valueOf(replica.getInstanceId()));
			exchange.getAttributes()
				.put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, address(replica, request.getURI()));
			return chain.filter(exchange)
				.onErrorResume((failure) -> ForwardingFailure.of(failure, request) == ForwardingFailure.NOT_SENT,
						(failure) -> {
							ServerWebExchangeUtils.reset(exchange);
							request.notSent();
							return attempt(request, exchange, chain, tried, failure);
						});
		});
	}

	private static @Nullable ServiceInstance replica(Response<ServiceInstance> choice) {
		return choice.hasServer() ? choice.getServer() : null;
	}

	private static URI address(ServiceInstance replica, URI requested) {
		String query = requested.getRawQuery();
		return URI.create(replica.getUri() + requested.getRawPath() + ((query != null) ? "?" + query : ""));
	}

}
