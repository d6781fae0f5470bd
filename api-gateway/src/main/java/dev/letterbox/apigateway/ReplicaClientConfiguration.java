package dev.letterbox.apigateway;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import reactor.netty.NettyPipeline;

import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The bounds of the way to the replicas.
 */
@Configuration(proxyBeanMethods = false)
class ReplicaClientConfiguration {

	/**
	 * Never sends a request a second time by itself, and bounds the silence within an
	 * answer.
	 */
	@Bean
	HttpClientCustomizer bounds(ForwardingSettings settings) {
		return (client) -> client.disableRetry(true)
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, "letterbox.readTimeout",
						new ReplicaReadTimeoutHandler(settings.readTimeout())));
	}

	/**
	 * Counts broken connections and missed deadlines as failures; an answer, whatever it
	 * says, is no exception, and where there is no replica nothing was tried.
	 */
	@Bean
	Customizer<ReactiveResilience4JCircuitBreakerFactory> circuit(CircuitBreakerSettings settings) {
		CircuitBreakerConfig config = CircuitBreakerConfig.custom()
			.slidingWindowType(SlidingWindowType.TIME_BASED)
			.slidingWindowSize((int) settings.window().toSeconds())
			.minimumNumberOfCalls(settings.minimumRequests())
			.failureRateThreshold(settings.failureRate())
			.waitDurationInOpenState(settings.waitWhenOpen())
			.permittedNumberOfCallsInHalfOpenState(settings.trialRequests())
			.ignoreExceptions(RequestRefusedException.class)
			.build();
		return (circuits) -> circuits.configure((circuit) -> circuit.circuitBreakerConfig(config),
				ReplicaCircuitBreakerFilter.NAME);
	}

}
