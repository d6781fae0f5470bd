package dev.letterbox.apigateway.admission;

import java.net.URI;
import java.util.Set;

import dev.letterbox.apigateway.connection.Http10Framing;
import dev.letterbox.apigateway.docs.SwaggerUi;
import dev.letterbox.apigateway.forwarding.BufferedRequest;
import dev.letterbox.apigateway.observability.GatewayMetrics;
import dev.letterbox.apigateway.observability.RequestId;
import dev.letterbox.apigateway.problems.ProblemKind;
import dev.letterbox.apigateway.problems.ProblemWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
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

	private static final Logger access = LoggerFactory.getLogger("letterbox.access");

	private final ApplicationContext context;

	private final ProblemWriter problems;

	private final RequestBodyBuffer bodies;

	private final GatewayMetrics metrics;

	private final SwaggerUi swaggerUi;

	RequestAdmissionFilter(ApplicationContext context, ProblemWriter problems, RequestBodyBuffer bodies,
			GatewayMetrics metrics, SwaggerUi swaggerUi) {
		this.context = context;
		this.problems = problems;
		this.bodies = bodies;
		this.metrics = metrics;
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
		long start = System.nanoTime();
		exchange.getResponse().beforeCommit(() -> {
			complete(exchange, route, id, System.nanoTime() - start);
			return Mono.empty();
		});
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
		return this.bodies.read(request)
			.flatMap((body) -> chain.filter(exchange.mutate().request(new BufferedRequest(request, id, body)).build()));
	}

	/**
	 * Completes a response before its head is sent, whether a replica's or the gateway's
	 * own.
	 */
	private void complete(ServerWebExchange exchange, String route, String id, long nanos) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().set(RequestId.HEADER, id);
		Http10Framing.apply(exchange);
		HttpStatusCode code = response.getStatusCode();
		int status = (code != null) ? code.value() : HttpStatus.OK.value();
		this.metrics.recordResponse(route, status, nanos);
		if (access.isInfoEnabled()) {
			RequestId.log(exchange, () -> access.info("{} {} {} {} us", exchange.getRequest().getMethod(),
					exchange.getRequest().getURI().getRawPath(), status, nanos / 1000));
		}
	}

}
