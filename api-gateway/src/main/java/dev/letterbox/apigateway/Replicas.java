package dev.letterbox.apigateway;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.stereotype.Component;

/**
 * The replicas that say they can serve.
 */
@Component
class Replicas {

	private static final String SERVICE = "message-service";

	private final DiscoveryClient discovery;

	Replicas(DiscoveryClient discovery) {
		this.discovery = discovery;
	}

	/**
	 * Returns those known now. It blocks nobody and needs no cache: Eureka's client keeps
	 * the registry in memory.
	 */
	List<ServiceInstance> up() {
		return this.discovery.getInstances(SERVICE);
	}

}
