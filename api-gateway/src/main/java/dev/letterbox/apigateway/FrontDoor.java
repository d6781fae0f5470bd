package dev.letterbox.apigateway;

import java.net.URI;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Decides what comes in, before anything else has looked at the request: known addresses
 * with a method they understand, whole.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class FrontDoor implements WebFilter {

	private final ApplicationContext context;

	private final ProblemWriter problems;

	private final WholeBody bodies;

	FrontDoor(ApplicationContext context, ProblemWriter problems, WholeBody bodies) {
		this.context = context;
		this.problems = problems;
		this.bodies = bodies;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!this.context.equals(exchange.getApplicationContext())) {
			// The management port has filters of its parent's, but addresses of its own.
			return chain.filter(exchange);
		}
		ServerHttpRequest request = exchange.getRequest();
		URI uri = request.getURI();
		if (uri.getRawFragment() != null) {
			return this.problems.write(exchange, Problem.Kind.INVALID_REQUEST,
					"The address is not a valid URI: percent-encode whatever RFC 3986 does not allow as it is.");
		}
		@Nullable Set<HttpMethod> methods = Addresses.methods(uri.getRawPath());
		if (methods == null) {
			return this.problems.write(exchange, Problem.Kind.NOT_FOUND,
					"There is no such address. Addresses are compared exactly.");
		}
		if (!methods.contains(request.getMethod())) {
			return this.problems.writeMethodNotAllowed(exchange, methods);
		}
		return this.bodies.take(request)
			.flatMap((body) -> chain.filter(exchange.mutate().request(new WholeRequest(request, body)).build()));
	}

}
