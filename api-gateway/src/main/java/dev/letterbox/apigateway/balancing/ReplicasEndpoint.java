package dev.letterbox.apigateway.balancing;

import java.util.List;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Lists, on the management port, the replicas that the gateway currently chooses from.
 */
@Component
@Endpoint(id = "replicas")
class ReplicasEndpoint {

	private final Replicas replicas;

	ReplicasEndpoint(Replicas replicas) {
		this.replicas = replicas;
	}

	@ReadOperation
	Listing replicas() {
		return new Listing(this.replicas.up()
			.stream()
			.map((replica) -> new Listed(String.valueOf(replica.getInstanceId()), replica.getUri().toString()))
			.toList());
	}

	record Listing(List<Listed> replicas) {
	}

	record Listed(String id, String uri) {
	}

}
