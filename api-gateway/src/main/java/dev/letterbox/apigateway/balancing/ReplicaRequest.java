package dev.letterbox.apigateway.balancing;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the load balancer is told about a request, as the context of Spring Cloud
 * LoadBalancer's request.
 *
 * @param kind what it asks of a replica
 * @param chat its chat, or the member whose chats it lists, or {@code null} if any
 * replica serves it as well
 * @param repeatable whether another replica may receive it after one that may have
 * processed it
 * @param tried the ids of the replicas at which it failed
 */
public record ReplicaRequest(Kind kind, @Nullable ChatHash chat, boolean repeatable, Set<String> tried) {

	/** A request that any replica serves as well, once. */
	static final ReplicaRequest ANY = new ReplicaRequest(Kind.OTHER, null, false, Set.of());

	/** A request that any replica serves as well, and several may. */
	static final ReplicaRequest ANY_REPEATABLE = new ReplicaRequest(Kind.OTHER, null, true, Set.of());

	/**
	 * Returns the same request after one more replica was tried.
	 */
	public ReplicaRequest afterTrying(String replica) {
		Set<String> all = new HashSet<>(this.tried);
		all.add(replica);
		return new ReplicaRequest(this.kind, this.chat, this.repeatable, all);
	}

	/** What a request asks of a replica. */
	enum Kind {

		/** It writes to the chat, so it stays with the chat's replica. */
		SEND,
		/** It reads a chat or a list, and may move to another replica under load. */
		PULL,
		/**
		 * It waits for the chat's next message, and costs its replica little meanwhile.
		 */
		WAIT,
		/** It concerns no known chat. */
		OTHER

	}

}
