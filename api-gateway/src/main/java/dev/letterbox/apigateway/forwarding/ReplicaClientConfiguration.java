package dev.letterbox.apigateway.forwarding;

import org.springframework.web.server.ResponseStatusException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import reactor.netty.NettyPipeline;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the HTTP client and the circuit breaker for requests to replicas.
 */
@Configuration(proxyBeanMethods = false)
class ReplicaClientConfiguration {

	/**
	 * Disables the client's own retries, which could send a request twice, and adds the
	 * read timeout.
	 */
	@Bean
	HttpClientCustomizer replicaClient(ForwardingSettings settings) {
		return (client) -> client.disableRetry(true)
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, "letterbox.readTimeout",
						new ReplicaReadTimeoutHandler(settings.readTimeout())));
	}

	/**
	 * Counts broken connections and missed deadlines as failures. A response is a success
	 * regardless of its status. Without any replica no call was made, and an unknown path
	 * on the management port concerns no replica.
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
			.ignoreExceptions(NoReplicaException.class, ResponseStatusException.class)
			.build();
		return (factory) -> factory.configure((circuitBreaker) -> circuitBreaker.circuitBreakerConfig(config),
				ReplicaCircuitBreakerFilter.NAME);
	}

}
