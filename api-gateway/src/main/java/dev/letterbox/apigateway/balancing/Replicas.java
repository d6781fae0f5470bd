package dev.letterbox.apigateway.balancing;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.stereotype.Component;

/**
 * The replicas of the message service that are UP in the registry.
 */
@Component
public class Replicas {

	private static final String SERVICE = "message-service";

	private final DiscoveryClient discovery;

	Replicas(DiscoveryClient discovery) {
		this.discovery = discovery;
	}

	/**
	 * Returns the replicas known now. The call does not block and needs no cache, since
	 * the Eureka client keeps the registry in memory.
	 */
	public List<ServiceInstance> up() {
		return this.discovery.getInstances(SERVICE);
	}

}
