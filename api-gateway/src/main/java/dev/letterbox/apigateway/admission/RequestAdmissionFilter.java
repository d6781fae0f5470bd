package dev.letterbox.apigateway.admission;

import java.net.URI;
import java.util.Set;

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

	private final SwaggerUi swaggerUi;

	RequestAdmissionFilter(ApplicationContext context, ProblemWriter problems, RequestBodyBuffer bodies,
			MemoryBudget memory, ResponseCompletion responses, SwaggerUi swaggerUi) {
		this.context = context;
		this.problems = problems;
		this.bodies = bodies;
		this.memory = memory;
		this.responses = responses;
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
		@Nullable Set<HttpMethod> routeMethods = ApiRoutes.methods(path);
		String id = RequestId.assign(exchange);
		String route = (routeMethods != null) ? path : GatewayMetrics.NO_ROUTE;
		this.responses.register(exchange, route, id);
		if (uri.getRawFragment() != null) {
			return this.problems.write(exchange, ProblemKind.INVALID_REQUEST,
					"The request target is not a valid URI: percent-encode the characters that RFC 3986 does not allow.");
		}
		boolean documentation = routeMethods == null && this.swaggerUi.serves(path);
		@Nullable Set<HttpMethod> methods = documentation ? ApiRoutes.READ : routeMethods;
		if (methods == null) {
			return this.problems.write(exchange, ProblemKind.NOT_FOUND, "Unknown path. Paths are compared exactly.");
		}
		if (!methods.contains(request.getMethod())) {
			return this.problems.writeMethodNotAllowed(exchange, methods);
		}
		if (documentation) {
			return this.swaggerUi.serve(exchange);
		}
		MemoryBudget.Reservation memory = this.memory.open();
		return this.bodies.read(request, memory)
			.flatMap((body) -> chain.filter(exchange.mutate().request(buffered(request, id, body, memory)).build()))
			.doFinally((signal) -> memory.release());
	}

	private static BufferedRequest buffered(ServerHttpRequest request, String id, byte[] body,
			MemoryBudget.Reservation memory) {
		HttpServerRequest client = ServerHttpRequestDecorator.getNativeRequest(request);
		boolean hasBody = body.length > 0 || HttpMethod.POST.equals(request.getMethod());
		return new BufferedRequest(request, client.uri(),
				ForwardedHeaders.ofRequest(client.requestHeaders(), id, hasBody, body.length), body, memory);
	}

}
