package dev.letterbox.apigateway.forwarding;

import java.util.concurrent.TimeoutException;

import dev.letterbox.apigateway.balancing.PullsInFlight;
import dev.letterbox.apigateway.balancing.ReplicaChoice;
import dev.letterbox.apigateway.balancing.ReplicaRequest;
import dev.letterbox.apigateway.client.ReplicaReply;
import dev.letterbox.apigateway.client.RequestNotSentException;
import dev.letterbox.apigateway.ejection.Ejections;
import dev.letterbox.apigateway.retry.Retries;
import dev.letterbox.apigateway.retry.RetryReason;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.web.server.ServerWebExchange;

/**
 * The attempts to forward one request, each to a replica that was not tried. Any request
 * is sent to another replica if none can have received it; one that may be repeated also
 * if the connection broke, a replica responded 503, or did not respond in time. Used on
 * the event loop only.
 */
final class ForwardingAttempts {

	private final ReactorServiceInstanceLoadBalancer loadBalancer;

	private final PullsInFlight pulls;

	private final Retries retries;

	private final Ejections ejections;

	private final ForwardingTerms terms;

	private final ServerWebExchange exchange;

	private final BufferedRequest request;

	private final GatewayFilterChain chain;

	/** When the deadline of all attempts passes, as of {@link System#nanoTime()}. */
	private final long end;

	private @Nullable ReplicaChoice current;

	private long begun;

	/** Whether the retry after the current attempt is taken from the budget already. */
	private boolean retryTaken;

	/** The last 503 reply. */
	private @Nullable ReplicaReply unavailable;

	/** The first failure after which a replica may have processed the request. */
	private @Nullable Throwable unknownOutcome;

	ForwardingAttempts(ReactorServiceInstanceLoadBalancer loadBalancer, PullsInFlight pulls, Retries retries,
			Ejections ejections, ForwardingTerms terms, ServerWebExchange exchange, BufferedRequest request,
			GatewayFilterChain chain) {
		this.loadBalancer = loadBalancer;
		this.pulls = pulls;
		this.retries = retries;
		this.ejections = ejections;
		this.terms = terms;
		this.exchange = exchange;
		this.request = request;
		this.chain = chain;
		this.end = System.nanoTime() + terms.all().nanos();
	}

	/**
	 * Returns the first attempt, which goes on with others.
	 */
	Mono<Void> first(ReplicaRequest described) {
		return next(described, null);
	}

	/**
	 * Returns the failure at the deadline of all attempts, or {@code null} if the head of
	 * a response has arrived: then the time for its rest is limited otherwise.
	 */
	@Nullable Throwable deadlinePassed() {
		if (this.request.isReplying()) {
			return null;
		}
		ReplicaChoice replica = this.current;
		if (replica != null && System.nanoTime() - this.begun >= this.terms.attempt().nanos()) {
			countFailure(replica, false);
		}
		return timeout();
	}

	private Mono<Void> next(ReplicaRequest described, @Nullable Throwable previous) {
		return this.loadBalancer.choose(new DefaultRequest<>(described)).flatMap((choice) -> {
			if (choice instanceof ReplicaChoice chosen) {
				return attempt(described, chosen);
			}
			return (previous != null) ? end(previous) : Mono.error(new NoReplicaException());
		});
	}

	private Mono<Void> attempt(ReplicaRequest described, ReplicaChoice chosen) {
		this.current = chosen;
		this.begun = System.nanoTime();
		this.retryTaken = false;
		this.exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR, chosen);
		Mono<Void> forwarding = this.pulls.counted(described, chosen.replica(), this.chain.filter(this.exchange));
		boolean last = !described.repeatable() || !chosen.isAnotherLeft() || !this.retries.areAvailable()
				|| this.end - this.begun <= this.terms.attempt().nanos();
		if (last) {
			this.request.beginAttempt(this.end);
		}
		else {
			this.request.beginAttempt(this.begun + this.terms.attempt().nanos());
			forwarding = this.terms.attempt().limit(forwarding, this.request.eventLoop(), this::attemptTimedOut);
		}
		return forwarding.onErrorResume((failure) -> failed(described, chosen, failure));
	}

	/**
	 * Returns the failure that ends an attempt in favour of another replica, or
	 * {@code null} if the attempt may go on.
	 */
	private @Nullable Throwable attemptTimedOut() {
		if (this.request.isReplying() || !this.retries.allow(RetryReason.TIMEOUT)) {
			return null;
		}
		this.retryTaken = true;
		return timeout();
	}

	/**
	 * Returns a connection timeout if no part of the request was sent to any replica,
	 * otherwise a response timeout.
	 */
	private Exception timeout() {
		return !this.request.isSent() ? new RequestNotSentException("No connection to a replica in time", null)
				: new TimeoutException("No response in time");
	}

	private Mono<Void> failed(ReplicaRequest described, ReplicaChoice chosen, Throwable failure) {
		ForwardingFailure kind = ForwardingFailure.of(failure, this.request);
		@Nullable RetryReason reason = switch (kind) {
			case CLIENT_GONE, NO_MEMORY -> null;
			case NOT_SENT -> RetryReason.CONNECT;
			case UNAVAILABLE -> RetryReason.UNAVAILABLE;
			case TIMED_OUT -> RetryReason.TIMEOUT;
			case BROKEN -> RetryReason.BROKEN;
		};
		if (reason == null) {
			return Mono.error(failure);
		}
		if (failure instanceof ReplicaUnavailableException refused) {
			this.unavailable = refused.reply();
		}
		else {
			countFailure(chosen, kind == ForwardingFailure.NOT_SENT);
		}
		if (this.unknownOutcome == null && (reason == RetryReason.TIMEOUT || reason == RetryReason.BROKEN)) {
			this.unknownOutcome = failure;
		}
		boolean safe = described.repeatable() || kind == ForwardingFailure.NOT_SENT;
		if (safe && chosen.isAnotherLeft() && System.nanoTime() - this.end < 0
				&& (this.retryTaken || this.retries.allow(reason))) {
			return next(described.afterTrying(chosen.id()), failure);
		}
		return end(failure);
	}

	/**
	 * Counts a failure against the replica. A request that waits says nothing about how
	 * fast its replica is.
	 */
	private void countFailure(ReplicaChoice replica, boolean connecting) {
		if (connecting || this.request.waitSeconds() == 0) {
			this.ejections.failed(replica.id(), replica.health());
		}
	}

	/**
	 * Ends the request without a further attempt. A send that a replica may have stored
	 * must not be answered as if nothing was stored, whatever other replicas said.
	 */
	private Mono<Void> end(Throwable failure) {
		if (this.unknownOutcome != null && this.request.isSend()) {
			return Mono.error(this.unknownOutcome);
		}
		ReplicaReply reply = this.unavailable;
		if (reply != null
				&& (failure instanceof ReplicaUnavailableException || failure instanceof RequestNotSentException)) {
			this.exchange.getAttributes().put(ReplicaResponseFilter.REPLY, reply);
			return Mono.empty();
		}
		return Mono.error(failure);
	}

}
