package dev.letterbox.apigateway.forwarding;

import java.util.concurrent.TimeoutException;

import dev.letterbox.apigateway.balancing.PullsInFlight;
import dev.letterbox.apigateway.balancing.ReplicaRequest;
import dev.letterbox.apigateway.balancing.ReplicaRequests;
import dev.letterbox.apigateway.client.RequestNotSentException;
import dev.letterbox.apigateway.deadline.Deadlines;
import dev.letterbox.apigateway.observability.GatewayMetrics;
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
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends a request to a replica, and to another one only if no connection could be made,
 * so that no replica can have received it. Each replica is tried at most once, and one
 * deadline bounds all attempts together.
 * <p>
 * Replaces Spring Cloud Gateway's load balancer filter, which builds a URI for each
 * attempt.
 */
@Component
class ReplicaLoadBalancerFilter implements GlobalFilter, Ordered {

	private final ReactorServiceInstanceLoadBalancer loadBalancer;

	private final ReplicaRequests requests;

	private final PullsInFlight pulls;

	private final GatewayMetrics metrics;

	private final Deadlines deadlines;

	ReplicaLoadBalancerFilter(ReactorServiceInstanceLoadBalancer loadBalancer, ReplicaRequests requests,
			PullsInFlight pulls, GatewayMetrics metrics, ForwardingSettings settings) {
		this.loadBalancer = loadBalancer;
		this.requests = requests;
		this.pulls = pulls;
		this.metrics = metrics;
		this.deadlines = new Deadlines(settings.deadline());
	}

	@Override
	public int getOrder() {
		return ReplicaCircuitBreakerFilter.ORDER + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		if (!(exchange.getRequest() instanceof BufferedRequest request)) {
			// Routes match on the management port too, where no request is admitted.
			return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
		}
		ReplicaRequest described = this.requests.of(request, request.body());
		return this.deadlines.limit(attempt(request, exchange, chain, described, null), request.eventLoop(),
				request::setDeadline, () -> deadlineFailure(request));
	}

	/**
	 * Returns the failure at the deadline: a connection timeout if no part of the request
	 * was sent to any replica, otherwise a response timeout.
	 */
	private static Exception deadlineFailure(BufferedRequest request) {
		return !request.isSent() ? new RequestNotSentException("No connection to a replica by the deadline", null)
				: new TimeoutException("No response by the deadline");
	}

	private Mono<Void> attempt(BufferedRequest request, ServerWebExchange exchange, GatewayFilterChain chain,
			ReplicaRequest described, @Nullable Throwable previousFailure) {
		return this.loadBalancer.choose(new DefaultRequest<>(described)).flatMap((choice) -> {
			@Nullable ServiceInstance replica = replica(choice);
			if (replica == null) {
				return Mono.error((previousFailure != null) ? previousFailure : new NoReplicaException());
			}
			if (previousFailure != null) {
				this.metrics.countRetry();
			}
			exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR, choice);
			return this.pulls.counted(described, replica, chain.filter(exchange))
				.onErrorResume((failure) -> ForwardingFailure.of(failure, request) == ForwardingFailure.NOT_SENT,
						(failure) -> {
							return attempt(request, exchange, chain,
									described.afterTrying(String.valueOf(replica.getInstanceId())), failure);
						});
		});
	}

	private static @Nullable ServiceInstance replica(Response<ServiceInstance> choice) {
		return choice.hasServer() ? choice.getServer() : null;
	}

}
