package dev.letterbox.apigateway.balancing;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.apigateway.ejection.Ejections;
import dev.letterbox.apigateway.ejection.ReplicaHealth;

import org.springframework.cloud.client.ServiceInstance;

/**
 * The order in which each chat prefers the replicas of a list, by rendezvous hashing: the
 * replica with the highest weight, a hash of chat and replica, comes first. If a replica
 * joins or leaves, only the chats that prefer it move (Thaler and Ravishankar, "Using
 * name-based mappings to increase hit rates", 1998).
 * <p>
 * The replicas' hashes are computed once per list, and no order is built: a request needs
 * its first replica, and only rarely the next one. Replicas that were tried for a request
 * or are ejected are skipped; if all are ejected, none is treated so.
 */
final class ReplicaRanking {

	private final List<String> ids;

	private final long[] hashes;

	private final AtomicInteger[] pulls;

	private final ReplicaHealth[] health;

	ReplicaRanking(List<ServiceInstance> replicas, PullsInFlight pulls, Ejections ejections) {
		this.ids = replicas.stream().map(ReplicaRanking::id).toList();
		this.hashes = this.ids.stream().mapToLong((id) -> Hash64.of(id, 0, id.length())).toArray();
		this.pulls = this.ids.stream().map(pulls::count).toArray(AtomicInteger[]::new);
		this.health = this.ids.stream().map(ejections::of).toArray(ReplicaHealth[]::new);
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
	 * Returns the index of the first replica in the chat's order that may serve the
	 * request and has fewer pulls in flight than the limit, or -1.
	 */
	int first(ChatHash chat, ReplicaRequest request, int pullLimit) {
		boolean allEjected = allEjected();
		int first = -1;
		long highest = Long.MIN_VALUE;
		for (int i = 0; i < this.hashes.length; i++) {
			long weight = Hash64.mix(chat.value() ^ this.hashes[i]);
			if ((first < 0 || weight > highest) && this.pulls[i].get() < pullLimit
					&& mayServe(i, request, allEjected)) {
				first = i;
				highest = weight;
			}
		}
		return first;
	}

	/**
	 * Returns the index of a random replica that may serve the request, or -1.
	 */
	int random(ReplicaRequest request) {
		boolean allEjected = allEjected();
		int chosen = -1;
		int candidates = 0;
		ThreadLocalRandom random = ThreadLocalRandom.current();
		for (int i = 0; i < this.hashes.length; i++) {
			if (mayServe(i, request, allEjected)) {
				candidates++;
				chosen = (random.nextInt(candidates) == 0) ? i : chosen;
			}
		}
		return chosen;
	}

	/**
	 * Returns how many pulls each replica may have in flight for one more to go to its
	 * chat's first replica: a multiple of the average including that one, rounded up, so
	 * that some replica is always below it (Mirrokni, Thorup and Zadimoghaddam,
	 * "Consistent Hashing with Bounded Loads", 2018).
	 */
	int pullLimit(double factor) {
		boolean allEjected = allEjected();
		int total = 1;
		int replicas = 0;
		for (int i = 0; i < this.pulls.length; i++) {
			if (allEjected || !this.health[i].isEjected()) {
				total += this.pulls[i].get();
				replicas++;
			}
		}
		return (int) Math.ceil(factor * total / replicas);
	}

	/**
	 * Returns whether a replica other than the given one may serve the request, without
	 * being a probe.
	 */
	boolean isAnotherLeft(int index, ReplicaRequest request) {
		boolean allEjected = allEjected();
		for (int i = 0; i < this.hashes.length; i++) {
			if (i != index && !isTried(i, request) && (allEjected || !this.health[i].isEjected())) {
				return true;
			}
		}
		return false;
	}

	ReplicaHealth health(int index) {
		return this.health[index];
	}

	private boolean mayServe(int index, ReplicaRequest request, boolean allEjected) {
		return !isTried(index, request) && (allEjected || !this.health[index].isEjected()
				|| this.health[index].isProbeDue(request.repeatable() && request.kind() != ReplicaRequest.Kind.WAIT));
	}

	private boolean isTried(int index, ReplicaRequest request) {
		return !request.tried().isEmpty() && request.tried().contains(this.ids.get(index));
	}

	private boolean allEjected() {
		boolean all = true;
		for (int i = 0; all && i < this.health.length; i++) {
			all = this.health[i].isEjected();
		}
		return all;
	}

}
