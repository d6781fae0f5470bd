package dev.letterbox.apigateway.forwarding;

import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.EurekaClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.cloud.util.ProxyUtils;
import org.springframework.stereotype.Component;

/**
 * Reports whether the registry was fetched at least once; part of readiness. An empty
 * registry is healthy: the gateway can answer that no instance is available.
 */
@Component
class RegistryHealthIndicator implements HealthIndicator {

	private final ObjectProvider<EurekaClient> eureka;

	RegistryHealthIndicator(ObjectProvider<EurekaClient> eureka) {
		this.eureka = eureka;
	}

	@Override
	public Health health() {
		EurekaClient client = this.eureka.getIfAvailable();
		boolean unknown = client != null && ProxyUtils.getTargetObject(client) instanceof DiscoveryClient target
				&& target.getLastSuccessfulRegistryFetchTimePeriod() < 0;
		return unknown ? Health.outOfService().build() : Health.up().build();
	}

}
