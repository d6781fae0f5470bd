package dev.letterbox.apigateway.balancing;

import java.util.List;

import dev.letterbox.apigateway.ejection.Ejections;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.stereotype.Component;

/**
 * Lists, on the management port, the replicas that the gateway currently chooses from,
 * and which of them are ejected.
 */
@Component
@Endpoint(id = "replicas")
class ReplicasEndpoint {

	private final Replicas replicas;

	private final Ejections ejections;

	ReplicasEndpoint(Replicas replicas, Ejections ejections) {
		this.replicas = replicas;
		this.ejections = ejections;
	}

	@ReadOperation
	Listing replicas() {
		return new Listing(this.replicas.up().stream().map(this::listed).toList());
	}

	private Listed listed(ServiceInstance replica) {
		String id = ReplicaRanking.id(replica);
		return new Listed(id, replica.getUri().toString(), this.ejections.isEjected(id));
	}

	record Listing(List<Listed> replicas) {
	}

	record Listed(String id, String uri, boolean ejected) {
	}

}
