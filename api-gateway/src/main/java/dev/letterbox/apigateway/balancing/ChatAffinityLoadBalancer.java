package dev.letterbox.apigateway.balancing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.letterbox.apigateway.balancing.ReplicaRequest.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.stereotype.Component;

/**
 * Chooses, among the replicas that are UP and were not tried, the first one in the order
 * of the request's chat, so that the requests of a chat meet at one replica. A request
 * without a known chat goes to a random one.
 * <p>
 * A send never leaves its chat's replica because of load: two replicas that write to one
 * chat hinder each other. A pull moves to the next replica that has fewer pulls in flight
 * than the limit. This is an optimization: any replica serves any request correctly.
 */
@Component
class ChatAffinityLoadBalancer implements ReactorServiceInstanceLoadBalancer {

	private final Replicas replicas;

	private final PullsInFlight pulls;

	private final double pullLoadFactor;

	private final Counter preferred;

	private final Counter next;

	private final Counter random;

	private volatile ReplicaRanking ranking;

	ChatAffinityLoadBalancer(Replicas replicas, PullsInFlight pulls, AffinitySettings settings,
			MeterRegistry registry) {
		this.replicas = replicas;
		this.pulls = pulls;
		this.pullLoadFactor = settings.pullLoadFactor();
		this.preferred = registry.counter("letterbox.gateway.choices", "result", "preferred");
		this.next = registry.counter("letterbox.gateway.choices", "result", "next");
		this.random = registry.counter("letterbox.gateway.choices", "result", "random");
		this.ranking = new ReplicaRanking(List.of(), pulls);
	}

	@Override
	public Mono<Response<ServiceInstance>> choose(@SuppressWarnings("rawtypes") Request request) {
		ReplicaRequest described = (request.getContext() instanceof ReplicaRequest given) ? given : ReplicaRequest.ANY;
		List<ServiceInstance> up = this.replicas.up();
		ChatHash chat = described.chat();
		int index = (chat != null) ? inOrder(up, chat, described) : atRandom(up, described.tried());
		return Mono.just((index < 0) ? new EmptyResponse() : new DefaultResponse(up.get(index)));
	}

	private int inOrder(List<ServiceInstance> up, ChatHash chat, ReplicaRequest request) {
		ReplicaRanking ranked = ranking(up);
		int first = ranked.first(chat, request.tried(), Integer.MAX_VALUE);
		int chosen = first;
		if (request.kind() == Kind.PULL && up.size() > 1) {
			int belowLimit = ranked.first(chat, request.tried(), ranked.pullLimit(this.pullLoadFactor));
			chosen = (belowLimit >= 0) ? belowLimit : first;
		}
		if (chosen >= 0) {
			((chosen == first && request.tried().isEmpty()) ? this.preferred : this.next).increment();
		}
		return chosen;
	}

	private ReplicaRanking ranking(List<ServiceInstance> up) {
		ReplicaRanking current = this.ranking;
		if (!current.isOf(up)) {
			current = new ReplicaRanking(up, this.pulls);
			this.pulls.retain(current.ids());
			this.ranking = current;
		}
		return current;
	}

	private int atRandom(List<ServiceInstance> up, Set<String> tried) {
		int untried = up.size();
		for (int i = 0; i < up.size() && !tried.isEmpty(); i++) {
			untried -= tried.contains(ReplicaRanking.id(up.get(i))) ? 1 : 0;
		}
		if (untried == 0) {
			return -1;
		}
		this.random.increment();
		int index = -1;
		for (int left = ThreadLocalRandom.current().nextInt(untried); left >= 0; left--) {
			index++;
			while (!tried.isEmpty() && tried.contains(ReplicaRanking.id(up.get(index)))) {
				index++;
			}
		}
		return index;
	}

}
