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
	 */
	public ReplicaRequest of(ServerHttpRequest request, byte[] body) {
		if (!this.affinity) {
			return ReplicaRequest.ANY;
		}
		if (HttpMethod.POST.equals(request.getMethod())) {
			return describe(Kind.SEND, ChatParameter.inBody(body));
		}
		@Nullable String chat = ChatParameter.inQuery(request.getURI().getRawQuery());
		return describe(Kind.PULL, (chat != null) ? chat : ChatParameter.inBody(body));
	}

	private static ReplicaRequest describe(Kind kind, @Nullable String chat) {
		@Nullable ChatHash hash = (chat != null) ? ChatHash.of(chat) : null;
		return (hash != null) ? new ReplicaRequest(kind, hash, Set.of()) : ReplicaRequest.ANY;
	}

}
