package dev.letterbox.apigateway;

import java.net.URI;
import java.util.Set;

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
 * Decides what comes in, before anything else has looked at the request: known addresses
 * with a method they understand, whole.
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
			// The management port has filters of its parent's, but addresses of its own.
			return chain.filter(exchange);
		}
		ServerHttpRequest request = exchange.getRequest();
		URI uri = request.getURI();
		@Nullable Set<HttpMethod> methods = ApiRoutes.methods(uri.getRawPath());
		String id = RequestId.assign(exchange);
		String route = (methods != null) ? uri.getRawPath() : GatewayMetrics.NO_ROUTE;
		long begun = System.nanoTime();
		exchange.getResponse().beforeCommit(() -> {
			answered(exchange, route, id, System.nanoTime() - begun);
			return Mono.empty();
		});
		if (uri.getRawFragment() != null) {
			return this.problems.write(exchange, Problem.Kind.INVALID_REQUEST,
					"The address is not a valid URI: percent-encode whatever RFC 3986 does not allow as it is.");
		}
		if (methods == null && this.swaggerUi.isAt(uri.getRawPath())) {
			return this.swaggerUi.answer(exchange);
		}
		if (methods == null) {
			return this.problems.write(exchange, Problem.Kind.NOT_FOUND,
					"There is no such address. ApiRoutes are compared exactly.");
		}
		if (!methods.contains(request.getMethod())) {
			return this.problems.writeMethodNotAllowed(exchange, methods);
		}
		return this.bodies.take(request)
			.flatMap((body) -> chain.filter(exchange.mutate().request(new BufferedRequest(request, id, body)).build()));
	}

	/**
	 * The answer begins, whoever gives it; a replica's says what the request is called,
	 * too.
	 */
	private void answered(ServerWebExchange exchange, String route, String id, long nanos) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().set(RequestId.HEADER, id);
		Http10Framing.apply(exchange);
		HttpStatusCode code = response.getStatusCode();
		int status = (code != null) ? code.value() : HttpStatus.OK.value();
		this.metrics.answered(route, status, nanos);
		if (access.isInfoEnabled()) {
			RequestId.log(exchange, () -> access.info("{} {} {} {} us", exchange.getRequest().getMethod(),
					exchange.getRequest().getURI().getRawPath(), status, nanos / 1000));
		}
	}

}
