package dev.letterbox.apigateway;

import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.EurekaClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.cloud.util.ProxyUtils;
import org.springframework.stereotype.Component;

/**
 * Says whether the gateway has ever been told which replicas there are; part of its
 * readiness. Whether there are any is not: an answer that there is nobody is one, too.
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
