package dev.letterbox.messageservice.message.web;

import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Calls {@link MessageController} directly for requests that need no content negotiation.
 * The mapping by annotations and the adapter behind it take several times as long as the
 * methods themselves. All other requests are left to them: other methods and addresses,
 * and media types that have to be compared.
 */
@Component
class DirectHandlerMapping implements HandlerMapping, Ordered {

	private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

	private static final Set<String> JSON_BODY = Set.of(JSON, JSON + ";charset=utf-8", JSON + "; charset=utf-8",
			JSON + ";charset=UTF-8", JSON + "; charset=UTF-8");

	private final Map<String, HandlerExecutionChain> sends;

	private final Map<String, HandlerExecutionChain> pulls;

	DirectHandlerMapping(MessageController controller) {
		HandlerExecutionChain send = new HandlerExecutionChain((HttpRequestHandler) controller::send);
		HandlerExecutionChain pull = new HandlerExecutionChain((HttpRequestHandler) controller::pull);
		this.sends = Map.of("/api/send", send, "/send", send);
		this.pulls = Map.of("/api/pull", pull, "/pull", pull);
	}

	@Override
	public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
		HandlerExecutionChain handler = handler(request);
		if (handler != null) {
			String path = request.getRequestURI();
			request.setAttribute(BEST_MATCHING_PATTERN_ATTRIBUTE, path);
			ServerHttpObservationFilter.findObservationContext(request)
				.ifPresent((context) -> context.setPathPattern(path));
		}
		return handler;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	private @Nullable HandlerExecutionChain handler(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		if (accept != null && !accept.equals(MediaType.ALL_VALUE) && !accept.equals(JSON)) {
			return null;
		}
		return switch (request.getMethod()) {
			case "GET" -> this.pulls.get(request.getRequestURI());
			case "POST" -> hasJson(request) ? this.sends.get(request.getRequestURI()) : null;
			default -> null;
		};
	}

	private static boolean hasJson(HttpServletRequest request) {
		String type = request.getContentType();
		return type != null && JSON_BODY.contains(type);
	}

}
