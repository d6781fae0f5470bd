package dev.letterbox.apigateway.admission;

import java.net.URI;

import dev.letterbox.apigateway.docs.SwaggerUi;
import dev.letterbox.apigateway.forwarding.BufferedRequest;
import dev.letterbox.apigateway.forwarding.ForwardedHeaders;
import dev.letterbox.apigateway.memory.MemoryBudget;
import dev.letterbox.apigateway.observability.GatewayMetrics;
import dev.letterbox.apigateway.observability.RequestId;
import dev.letterbox.apigateway.problems.ProblemKind;
import dev.letterbox.apigateway.problems.ProblemWriter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Admits requests before any other filter sees them: known paths with a supported method
 * and a complete body. All others are refused.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestAdmissionFilter implements WebFilter {

	private final ApplicationContext context;

	private final ProblemWriter problems;

	private final RequestBodyBuffer bodies;

	private final MemoryBudget memory;

	private final ResponseCompletion responses;

	private final WaitAdmission waits;

	private final SwaggerUi swaggerUi;

	RequestAdmissionFilter(ApplicationContext context, ProblemWriter problems, RequestBodyBuffer bodies,
			MemoryBudget memory, ResponseCompletion responses, WaitAdmission waits, SwaggerUi swaggerUi) {
		this.context = context;
		this.problems = problems;
		this.bodies = bodies;
		this.memory = memory;
		this.responses = responses;
		this.waits = waits;
		this.swaggerUi = swaggerUi;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!this.context.equals(exchange.getApplicationContext())) {
			// The management port shares the filters of its parent context, but has its
			// own paths.
			return chain.filter(exchange);
		}
		ServerHttpRequest request = exchange.getRequest();
		URI uri = request.getURI();
		String path = uri.getRawPath();
		ApiRoutes.@Nullable Route route = ApiRoutes.of(path);
		String id = RequestId.assign(exchange);
		this.responses.register(exchange, (route != null) ? path : GatewayMetrics.NO_ROUTE, id,
				route != null && route.isQuery(request.getMethod()));
		if (uri.getRawFragment() != null) {
			return this.problems.write(exchange, ProblemKind.INVALID_REQUEST,
					"The request target is not a valid URI: percent-encode the characters that RFC 3986 does not allow.");
		}
		if (route == null) {
			return documentation(exchange, path);
		}
		if (!route.methods().contains(request.getMethod())) {
			return this.problems.writeMethodNotAllowed(exchange, route.methods());
		}
		MemoryBudget.Reservation memory = this.memory.open();
		return this.bodies.read(request, memory)
			.flatMap((body) -> this.waits.forward(exchange, buffered(request, id, body, memory), route.waits(), chain))
			.doFinally((signal) -> memory.release());
	}

	private Mono<Void> documentation(ServerWebExchange exchange, String path) {
		if (!this.swaggerUi.serves(path)) {
			return this.problems.write(exchange, ProblemKind.NOT_FOUND, "Unknown path. Paths are compared exactly.");
		}
		if (!ApiRoutes.READ.contains(exchange.getRequest().getMethod())) {
			return this.problems.writeMethodNotAllowed(exchange, ApiRoutes.READ);
		}
		return this.swaggerUi.serve(exchange);
	}

	private static BufferedRequest buffered(ServerHttpRequest request, String id, byte[] body,
			MemoryBudget.Reservation memory) {
		HttpServerRequest client = ServerHttpRequestDecorator.getNativeRequest(request);
		boolean hasBody = body.length > 0 || HttpMethod.POST.equals(request.getMethod());
		return new BufferedRequest(request, client.uri(),
				ForwardedHeaders.ofRequest(client.requestHeaders(), id, hasBody, body.length), body, memory);
	}

}
