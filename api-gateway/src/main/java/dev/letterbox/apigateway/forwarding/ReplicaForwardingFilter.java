package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.client.ReplicaAddress;
import dev.letterbox.apigateway.client.ReplicaClient;
import dev.letterbox.apigateway.client.ReplicaReply;
import dev.letterbox.apigateway.connection.ClientConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends a request to the replica that the load balancer has chosen, and leaves the reply
 * to {@link ReplicaResponseFilter}. Replaces Spring Cloud Gateway's routing filter.
 */
@Component
class ReplicaForwardingFilter implements GlobalFilter, Ordered {

	private final ReplicaClient client;

	private final ForwardingObservation observation;

	ReplicaForwardingFilter(ReplicaClient client, ForwardingObservation observation) {
		this.client = client;
		this.observation = observation;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		Response<ServiceInstance> choice = exchange
			.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
		@Nullable ServiceInstance instance = choice.getServer();
		if (!(exchange.getRequest() instanceof BufferedRequest request) || instance == null) {
			return Mono.error(new IllegalStateException("Nothing to forward, or nowhere to forward it"));
		}
		ReplicaAddress replica = new ReplicaAddress(instance.getHost(), instance.getPort());
		this.observation.begin(exchange, request);
		Mono<ReplicaReply> reply = this.client.send(ClientConnection.channel(request), replica,
				request.toReplica(replica.authority()), request);
		return reply.handle((received, sink) -> exchange.getAttributes().put(ReplicaResponseFilter.REPLY, received));
	}

}
