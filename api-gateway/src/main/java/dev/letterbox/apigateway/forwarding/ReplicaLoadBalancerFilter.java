package dev.letterbox.apigateway.forwarding;

import java.util.List;
import java.util.stream.IntStream;

import dev.letterbox.apigateway.balancing.PullsInFlight;
import dev.letterbox.apigateway.balancing.ReplicaRequest;
import dev.letterbox.apigateway.balancing.ReplicaRequests;
import dev.letterbox.apigateway.deadline.Deadlines;
import dev.letterbox.apigateway.ejection.Ejections;
import dev.letterbox.apigateway.retry.Retries;
import dev.letterbox.apigateway.retry.RetrySettings;
import dev.letterbox.apigateway.waiting.WaitPreference;
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
 * {@link ForwardingAttempts}). One deadline bounds all attempts together. For a request
 * that waits it is later by as much.
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

	/**
	 * By the seconds for which a request may wait: deadlines of one length share a timer.
	 */
	private final List<ForwardingTerms> terms;

	ReplicaLoadBalancerFilter(ReactorServiceInstanceLoadBalancer loadBalancer, ReplicaRequests requests,
			PullsInFlight pulls, Retries retries, Ejections ejections, ForwardingSettings settings,
			RetrySettings retrySettings) {
		this.loadBalancer = loadBalancer;
		this.requests = requests;
		this.pulls = pulls;
		this.retries = retries;
		this.ejections = ejections;
		this.terms = IntStream.rangeClosed(0, WaitPreference.LONGEST)
			.mapToObj((wait) -> new ForwardingTerms(new Deadlines(settings.deadline().plusSeconds(wait)),
					new Deadlines(retrySettings.attemptTimeout().plusSeconds(wait))))
			.toList();
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
		ReplicaRequest described = this.requests.of(request, request.body(), request.isRepeatable(),
				request.waitSeconds() > 0);
		ForwardingTerms terms = this.terms.get(request.waitSeconds());
		ForwardingAttempts attempts = new ForwardingAttempts(this.loadBalancer, this.pulls, this.retries,
				this.ejections, terms, exchange, request, chain);
		return terms.all().limit(attempts.first(described), request.eventLoop(), attempts::deadlinePassed);
	}

}
