package dev.letterbox.apigateway.admission;

import java.util.List;

import dev.letterbox.apigateway.connection.ClientConnection;
import dev.letterbox.apigateway.forwarding.BufferedRequest;
import dev.letterbox.apigateway.waiting.WaitCondition;
import dev.letterbox.apigateway.waiting.WaitPreference;
import dev.letterbox.apigateway.waiting.Waits;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

/**
 * Forwards the requests that may wait, and lets those wait that prefer it.
 */
@Component
class WaitAdmission {

	private static final String PREFER = "Prefer";

	private final Waits waits;

	WaitAdmission(Waits waits) {
		this.waits = waits;
	}

	/**
	 * Forwards a request. Where too many wait already, the replica is not told of the
	 * preference, so that it answers at once.
	 */
	Mono<Void> forward(ServerWebExchange exchange, BufferedRequest request, WaitCondition condition,
			WebFilterChain chain) {
		ServerWebExchange forwarded = exchange.mutate().request(request).build();
		int seconds = seconds(exchange, request, condition);
		if (seconds == 0) {
			return chain.filter(forwarded);
		}
		if (!this.waits.begin()) {
			request.getHeaders().remove(PREFER);
			return chain.filter(forwarded);
		}
		request.setWait(seconds);
		exchange.getAttributes().put(Waits.ATTRIBUTE, seconds);
		return chain.filter(forwarded)
			.takeUntilOther(drained(exchange, request))
			.then(Mono.defer(
					() -> isAnswered(exchange, request) ? Mono.<Void>empty() : withoutWait(exchange, request, chain)))
			.doFinally((signal) -> this.waits.end());
	}

	/**
	 * Emits on the event loop of the request if the gateway is about to stop and there is
	 * no response yet.
	 */
	private Mono<Boolean> drained(ServerWebExchange exchange, BufferedRequest request) {
		return this.waits.drained()
			.publishOn(Schedulers.fromExecutor(ClientConnection.channel(request).eventLoop()))
			.flatMap((drained) -> isAnswered(exchange, request) ? Mono.never() : Mono.just(drained));
	}

	private static boolean isAnswered(ServerWebExchange exchange, BufferedRequest request) {
		return exchange.getResponse().isCommitted() || request.isReplying();
	}

	/**
	 * Forwards a request again, whose reading a replica has given up, and which now is
	 * answered at once.
	 */
	private static Mono<Void> withoutWait(ServerWebExchange exchange, BufferedRequest request, WebFilterChain chain) {
		request.setWait(0);
		request.getHeaders().remove(PREFER);
		return chain.filter(exchange.mutate().request(request).build());
	}

	private static int seconds(ServerWebExchange exchange, BufferedRequest request, WaitCondition condition) {
		@Nullable List<String> preferences = (condition != WaitCondition.NEVER) ? exchange.getRequest().getHeaders().get(PREFER)
				: null;
		int seconds = (preferences != null) ? WaitPreference.seconds(preferences) : 0;
		return (seconds > 0 && condition.isMet(request.getURI().getRawQuery(), request.body())) ? seconds : 0;
	}

}
