package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.client.ReplicaClient;
import dev.letterbox.apigateway.client.ReplicaClientSettings;
import dev.letterbox.apigateway.client.ReplyRefusedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.ResponseStatusException;

/**
 * Configures the HTTP client and the circuit breaker for requests to replicas.
 */
@Configuration(proxyBeanMethods = false)
class ReplicaClientConfiguration {

	@Bean
	ReplicaClient replicaClient(ForwardingSettings settings) {
		return new ReplicaClient(new ReplicaClientSettings(settings.connectTimeout(), settings.readTimeout(),
				settings.idleTimeout(), Math.toIntExact(settings.bufferedReply().toBytes())));
	}

	/**
	 * Counts broken connections and missed deadlines as failures. A response is a success
	 * regardless of its status. Without any replica no call was made, missing memory says
	 * nothing about the replicas, and an unknown path on the management port concerns
	 * none.
	 */
	@Bean
	Customizer<ReactiveResilience4JCircuitBreakerFactory> replicaCircuitBreaker(CircuitBreakerSettings settings) {
		CircuitBreakerConfig config = CircuitBreakerConfig.custom()
			.slidingWindowType(SlidingWindowType.TIME_BASED)
			.slidingWindowSize((int) settings.window().toSeconds())
			.minimumNumberOfCalls(settings.minimumRequests())
			.failureRateThreshold(settings.failureRate())
			.waitDurationInOpenState(settings.waitWhenOpen())
			.permittedNumberOfCallsInHalfOpenState(settings.trialRequests())
			.ignoreExceptions(NoReplicaException.class, ReplyRefusedException.class, ResponseStatusException.class)
			.build();
		return (factory) -> factory.configure((circuitBreaker) -> circuitBreaker.circuitBreakerConfig(config),
				ReplicaCircuitBreakerFilter.NAME);
	}

}
