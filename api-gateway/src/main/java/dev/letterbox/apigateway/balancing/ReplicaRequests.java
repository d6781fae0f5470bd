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

	private static final Set<String> CHAT_LISTS = Set.of("/api/chats", "/chats");

	private final boolean affinity;

	ReplicaRequests(AffinitySettings settings) {
		this.affinity = settings.enabled();
	}

	/**
	 * Describes a request that was not yet sent to any replica. As in a replica, the chat
	 * of a send is in its body, and the query of a read takes precedence over its body.
	 * @param repeatable whether another replica may receive it after one that may have
	 * processed it
	 * @param waits whether it may wait for a message
	 */
	public ReplicaRequest of(ServerHttpRequest request, byte[] body, boolean repeatable, boolean waits) {
		if (!this.affinity) {
			return any(repeatable);
		}
		if (HttpMethod.POST.equals(request.getMethod())) {
			@Nullable String chat = AffinityParameter.CHAT.inBody(body);
			return describe(Kind.SEND, (chat != null) ? ChatHash.of(chat) : null, repeatable);
		}
		boolean list = CHAT_LISTS.contains(request.getURI().getRawPath());
		AffinityParameter parameter = list ? AffinityParameter.MEMBER : AffinityParameter.CHAT;
		@Nullable String inQuery = parameter.inQuery(request.getURI().getRawQuery());
		@Nullable String value = (inQuery != null) ? inQuery : parameter.inBody(body);
		if (value == null) {
			return any(repeatable);
		}
		return describe(waits ? Kind.WAIT : Kind.PULL, list ? ChatHash.ofMember(value) : ChatHash.of(value),
				repeatable);
	}

	private static ReplicaRequest describe(Kind kind, @Nullable ChatHash hash, boolean repeatable) {
		return (hash != null) ? new ReplicaRequest(kind, hash, repeatable, Set.of()) : any(repeatable);
	}

	private static ReplicaRequest any(boolean repeatable) {
		return repeatable ? ReplicaRequest.ANY_REPEATABLE : ReplicaRequest.ANY;
	}

}
