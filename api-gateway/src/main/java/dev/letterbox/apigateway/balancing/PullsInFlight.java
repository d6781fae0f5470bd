package dev.letterbox.apigateway.balancing;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.apigateway.balancing.ReplicaRequest.Kind;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.stereotype.Component;

/**
 * Counts, for each replica, the pulls that this gateway waits for.
 */
@Component
public class PullsInFlight {

	private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

	/**
	 * Returns the forwarding of a request, counted from its subscription to its success,
	 * failure or cancellation if the request is a pull of a known chat.
	 */
	public <T> Mono<T> counted(ReplicaRequest request, ServiceInstance replica, Mono<T> forwarding) {
		if (request.kind() != Kind.PULL) {
			return forwarding;
		}
		AtomicInteger count = count(String.valueOf(replica.getInstanceId()));
		return Mono.using(() -> count, (begun) -> {
			begun.incrementAndGet();
			return forwarding;
		}, AtomicInteger::decrementAndGet);
	}

	/**
	 * Returns the number of pulls in flight to a replica, which changes as they do.
	 */
	AtomicInteger count(String replica) {
		AtomicInteger known = this.counts.get(replica);
		return (known != null) ? known : this.counts.computeIfAbsent(replica, (id) -> new AtomicInteger());
	}

	/**
	 * Forgets the replicas that are not listed.
	 */
	void retain(Collection<String> replicas) {
		this.counts.keySet().retainAll(replicas);
	}

}
