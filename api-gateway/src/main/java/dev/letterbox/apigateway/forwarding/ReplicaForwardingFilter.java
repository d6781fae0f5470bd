package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.balancing.ReplicaChoice;
import dev.letterbox.apigateway.client.ReplicaAddress;
import dev.letterbox.apigateway.client.ReplicaClient;
import dev.letterbox.apigateway.client.ReplicaReply;
import dev.letterbox.apigateway.connection.ClientConnection;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends a request to the replica that the load balancer has chosen, and leaves the reply
 * to {@link ReplicaResponseFilter}. A 503 reply is a failure here, for which another
 * replica may be tried. Replaces Spring Cloud Gateway's routing filter.
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
		Response<?> choice = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
		if (!(exchange.getRequest() instanceof BufferedRequest request) || !(choice instanceof ReplicaChoice chosen)) {
			return Mono.error(new IllegalStateException("Nothing to forward, or nowhere to forward it"));
		}
		ReplicaAddress replica = new ReplicaAddress(chosen.replica().getHost(), chosen.replica().getPort());
		this.observation.begin(exchange, request);
		Mono<ReplicaReply> reply = this.client.send(ClientConnection.channel(request), replica,
				request.toReplica(replica.authority()), request);
		return reply.handle((received, sink) -> {
			chosen.health().succeeded();
			@Nullable ReplicaReply unavailable = isUnavailable(received) ? received.detach() : null;
			if (unavailable != null) {
				sink.error(new ReplicaUnavailableException(unavailable));
			}
			else {
				exchange.getAttributes().put(ReplicaResponseFilter.REPLY, received);
			}
		});
	}

	private static boolean isUnavailable(ReplicaReply reply) {
		return reply.status().code() == HttpResponseStatus.SERVICE_UNAVAILABLE.code();
	}

}
