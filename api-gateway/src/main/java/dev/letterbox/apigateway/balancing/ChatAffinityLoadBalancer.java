package dev.letterbox.apigateway.balancing;

import java.util.List;

import dev.letterbox.apigateway.balancing.ReplicaRequest.Kind;
import dev.letterbox.apigateway.ejection.Ejections;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.stereotype.Component;

/**
 * Chooses, among the replicas that are UP, not ejected and were not tried, the first one
 * in the order of the request's chat, so that the requests of a chat meet at one replica.
 * A request without a known chat goes to a random one.
 * <p>
 * A send never leaves its chat's replica because of load: two replicas that write to one
 * chat hinder each other. A pull moves to the next replica that has fewer pulls in flight
 * than the limit. This is an optimization: any replica serves any request correctly.
 */
@Component
class ChatAffinityLoadBalancer implements ReactorServiceInstanceLoadBalancer {

	private final Replicas replicas;

	private final PullsInFlight pulls;

	private final Ejections ejections;

	private final double pullLoadFactor;

	private final Counter preferred;

	private final Counter next;

	private final Counter random;

	private volatile ReplicaRanking ranking;

	ChatAffinityLoadBalancer(Replicas replicas, PullsInFlight pulls, AffinitySettings settings, Ejections ejections,
			MeterRegistry registry) {
		this.replicas = replicas;
		this.pulls = pulls;
		this.ejections = ejections;
		this.pullLoadFactor = settings.pullLoadFactor();
		this.preferred = registry.counter("letterbox.gateway.choices", "result", "preferred");
		this.next = registry.counter("letterbox.gateway.choices", "result", "next");
		this.random = registry.counter("letterbox.gateway.choices", "result", "random");
		this.ranking = new ReplicaRanking(List.of(), pulls, ejections);
	}

	@Override
	public Mono<Response<ServiceInstance>> choose(@SuppressWarnings("rawtypes") Request request) {
		ReplicaRequest described = (request.getContext() instanceof ReplicaRequest given) ? given : ReplicaRequest.ANY;
		List<ServiceInstance> up = this.replicas.up();
		ReplicaRanking ranked = ranking(up);
		ChatHash chat = described.chat();
		int index = (chat != null) ? inOrder(ranked, chat, described) : atRandom(ranked, described);
		if (index < 0) {
			return Mono.just(new EmptyResponse());
		}
		ranked.health(index).chosen();
		return Mono
			.just(new ReplicaChoice(up.get(index), ranked.health(index), ranked.isAnotherLeft(index, described)));
	}

	private int inOrder(ReplicaRanking ranked, ChatHash chat, ReplicaRequest request) {
		int first = ranked.first(chat, request, Integer.MAX_VALUE);
		int chosen = first;
		if (request.kind() == Kind.PULL && first >= 0) {
			int belowLimit = ranked.first(chat, request, ranked.pullLimit(this.pullLoadFactor));
			chosen = (belowLimit >= 0) ? belowLimit : first;
		}
		if (chosen >= 0) {
			((chosen == first && request.tried().isEmpty()) ? this.preferred : this.next).increment();
		}
		return chosen;
	}

	private int atRandom(ReplicaRanking ranked, ReplicaRequest request) {
		int chosen = ranked.random(request);
		if (chosen >= 0) {
			this.random.increment();
		}
		return chosen;
	}

	private ReplicaRanking ranking(List<ServiceInstance> up) {
		ReplicaRanking current = this.ranking;
		if (!current.isOf(up)) {
			current = new ReplicaRanking(up, this.pulls, this.ejections);
			this.pulls.retain(current.ids());
			this.ejections.retain(current.ids());
			this.ranking = current;
		}
		return current;
	}

}
