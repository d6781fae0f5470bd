package dev.letterbox.apigateway.balancing;

import java.util.Set;

import dev.letterbox.apigateway.balancing.ReplicaRequest.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * Describes requests to the load balancer.
 */
@Component
public class ReplicaRequests {

	private final boolean affinity;

	ReplicaRequests(AffinitySettings settings) {
		this.affinity = settings.enabled();
	}

	/**
	 * Describes a request that was not yet sent to any replica. As in a replica, the chat
	 * of a send is in its body, and the query of a pull takes precedence over its body.
	 * @param repeatable whether another replica may receive it after one that may have
	 * processed it
	 * @param waits whether it may wait for a message
	 */
	public ReplicaRequest of(ServerHttpRequest request, byte[] body, boolean repeatable, boolean waits) {
		if (!this.affinity) {
			return any(repeatable);
		}
		if (HttpMethod.POST.equals(request.getMethod())) {
			return describe(Kind.SEND, ChatParameter.inBody(body), repeatable);
		}
		@Nullable String chat = ChatParameter.inQuery(request.getURI().getRawQuery());
		return describe(waits ? Kind.WAIT : Kind.PULL, (chat != null) ? chat : ChatParameter.inBody(body), repeatable);
	}

	private static ReplicaRequest describe(Kind kind, @Nullable String chat, boolean repeatable) {
		@Nullable ChatHash hash = (chat != null) ? ChatHash.of(chat) : null;
		return (hash != null) ? new ReplicaRequest(kind, hash, repeatable, Set.of()) : any(repeatable);
	}

	private static ReplicaRequest any(boolean repeatable) {
		return repeatable ? ReplicaRequest.ANY_REPEATABLE : ReplicaRequest.ANY;
	}

}
