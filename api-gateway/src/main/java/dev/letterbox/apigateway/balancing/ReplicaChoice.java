package dev.letterbox.apigateway.balancing;

import dev.letterbox.apigateway.ejection.ReplicaHealth;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;

/**
 * The replica that was chosen for an attempt.
 */
public final class ReplicaChoice extends DefaultResponse {

	private final ServiceInstance replica;

	private final ReplicaHealth health;

	private final boolean anotherLeft;

	ReplicaChoice(ServiceInstance replica, ReplicaHealth health, boolean anotherLeft) {
		super(replica);
		this.replica = replica;
		this.health = health;
		this.anotherLeft = anotherLeft;
	}

	public ServiceInstance replica() {
		return this.replica;
	}

	public String id() {
		return ReplicaRanking.id(this.replica);
	}

	public ReplicaHealth health() {
		return this.health;
	}

	/**
	 * Returns whether another replica is in the rotation that was not tried.
	 */
	public boolean isAnotherLeft() {
		return this.anotherLeft;
	}

}
