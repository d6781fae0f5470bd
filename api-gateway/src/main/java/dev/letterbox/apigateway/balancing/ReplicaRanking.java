package dev.letterbox.apigateway.balancing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.cloud.client.ServiceInstance;

/**
 * The order in which each chat prefers the replicas of a list, by rendezvous hashing: the
 * replica with the highest weight, a hash of chat and replica, comes first. If a replica
 * joins or leaves, only the chats that prefer it move (Thaler and Ravishankar, "Using
 * name-based mappings to increase hit rates", 1998).
 * <p>
 * The replicas' hashes are computed once per list, and no order is built: a request needs
 * its first replica, and only rarely the next one.
 */
final class ReplicaRanking {

	private final List<String> ids;

	private final long[] hashes;

	private final AtomicInteger[] pulls;

	ReplicaRanking(List<ServiceInstance> replicas, PullsInFlight pulls) {
		this.ids = replicas.stream().map(ReplicaRanking::id).toList();
		this.hashes = this.ids.stream().mapToLong((id) -> Hash64.of(id, 0, id.length())).toArray();
		this.pulls = this.ids.stream().map(pulls::count).toArray(AtomicInteger[]::new);
	}

	static String id(ServiceInstance replica) {
		return String.valueOf(replica.getInstanceId());
	}

	List<String> ids() {
		return this.ids;
	}

	/**
	 * Returns whether this is a ranking of exactly these replicas, in this order.
	 */
	boolean isOf(List<ServiceInstance> replicas) {
		boolean same = replicas.size() == this.hashes.length;
		for (int i = 0; same && i < this.hashes.length; i++) {
			same = id(replicas.get(i)).equals(this.ids.get(i));
		}
		return same;
	}

	/**
	 * Returns the index of the first replica in the chat's order that was not tried and
	 * has fewer pulls in flight than the limit, or -1.
	 */
	int first(ChatHash chat, Set<String> tried, int pullLimit) {
		int first = -1;
		long highest = Long.MIN_VALUE;
		for (int i = 0; i < this.hashes.length; i++) {
			long weight = Hash64.mix(chat.value() ^ this.hashes[i]);
			if ((first < 0 || weight > highest) && this.pulls[i].get() < pullLimit
					&& (tried.isEmpty() || !tried.contains(this.ids.get(i)))) {
				first = i;
				highest = weight;
			}
		}
		return first;
	}

	/**
	 * Returns how many pulls each replica may have in flight for one more to go to its
	 * chat's first replica: a multiple of the average including that one, rounded up, so
	 * that some replica is always below it (Mirrokni, Thorup and Zadimoghaddam,
	 * "Consistent Hashing with Bounded Loads", 2018).
	 */
	int pullLimit(double factor) {
		int total = 1;
		for (AtomicInteger count : this.pulls) {
			total += count.get();
		}
		return (int) Math.ceil(factor * total / this.pulls.length);
	}

}
