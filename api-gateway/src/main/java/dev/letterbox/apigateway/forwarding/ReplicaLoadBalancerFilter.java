package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.balancing.PullsInFlight;
import dev.letterbox.apigateway.balancing.ReplicaRequest;
import dev.letterbox.apigateway.balancing.ReplicaRequests;
import dev.letterbox.apigateway.deadline.Deadlines;
import dev.letterbox.apigateway.ejection.Ejections;
import dev.letterbox.apigateway.retry.Retries;
import dev.letterbox.apigateway.retry.RetrySettings;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends a request to a replica, and to others if it fails there and that is safe (see
 * {@link ForwardingAttempts}). One deadline bounds all attempts together.
 * <p>
 * Replaces Spring Cloud Gateway's load balancer filter, which builds a URI for each
 * attempt.
 */
@Component
class ReplicaLoadBalancerFilter implements GlobalFilter, Ordered {

	private final ReactorServiceInstanceLoadBalancer loadBalancer;

	private final ReplicaRequests requests;

	private final PullsInFlight pulls;

	private final Retries retries;

	private final Ejections ejections;

	private final ForwardingTerms terms;

	ReplicaLoadBalancerFilter(ReactorServiceInstanceLoadBalancer loadBalancer, ReplicaRequests requests,
			PullsInFlight pulls, Retries retries, Ejections ejections, ForwardingSettings settings,
			RetrySettings retrySettings) {
		this.loadBalancer = loadBalancer;
		this.requests = requests;
		this.pulls = pulls;
		this.retries = retries;
		this.ejections = ejections;
		this.terms = new ForwardingTerms(new Deadlines(settings.deadline()),
				new Deadlines(retrySettings.attemptTimeout()));
	}

	@Override
	public int getOrder() {
		return ReplicaCircuitBreakerFilter.ORDER + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		if (!(exchange.getRequest() instanceof BufferedRequest request)) {
			// Routes match on the management port too, where no request is admitted.
			return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
		}
		this.retries.countRequest();
		ReplicaRequest described = this.requests.of(request, request.body(), request.isRepeatable());
		ForwardingTerms terms = this.terms;
		ForwardingAttempts attempts = new ForwardingAttempts(this.loadBalancer, this.pulls, this.retries,
				this.ejections, terms, exchange, request, chain);
		return terms.all().limit(attempts.first(described), request.eventLoop(), attempts::deadlinePassed);
	}

}
