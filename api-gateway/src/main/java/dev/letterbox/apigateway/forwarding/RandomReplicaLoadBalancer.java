package dev.letterbox.apigateway.forwarding;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.stereotype.Component;

/**
 * Chooses a random replica among those that are UP and were not tried for this request.
 */
@Component
class RandomReplicaLoadBalancer implements ReactorServiceInstanceLoadBalancer {

	private final Replicas replicas;

	RandomReplicaLoadBalancer(Replicas replicas) {
		this.replicas = replicas;
	}

	@Override
	public Mono<Response<ServiceInstance>> choose(@SuppressWarnings("rawtypes") Request request) {
		Set<?> tried = (request.getContext() instanceof Set<?> ids) ? ids : Set.of();
		List<ServiceInstance> candidates = this.replicas.up();
		if (!tried.isEmpty()) {
			candidates = candidates.stream().filter((replica) -> !tried.contains(replica.getInstanceId())).toList();
		}
		if (candidates.isEmpty()) {
			return Mono.just(new EmptyResponse());
		}
		int index = ThreadLocalRandom.current().nextInt(candidates.size());
		return Mono.just(new DefaultResponse(candidates.get(index)));
	}

}
