package dev.letterbox.messageservice.message.web;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.condition.ProducesRequestCondition;

/**
 * Calls the controllers directly for requests that need no content negotiation, and for
 * the method QUERY, which the mapping by annotations does not know. The mapping by
 * annotations and the adapter behind it take several times as long as the methods
 * themselves. All other requests are left to them: other methods and addresses, and media
 * types that have to be compared.
 */
@Component
class DirectHandlerMapping implements HandlerMapping, Ordered {

	private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

	private static final String QUERY = MessageRequests.QUERY;

	private static final Set<String> JSON_BODY = Set.of(JSON, JSON + ";charset=utf-8", JSON + "; charset=utf-8",
			JSON + ";charset=UTF-8", JSON + "; charset=UTF-8");

	private final ProducesRequestCondition producesJson = new ProducesRequestCondition(JSON);

	private final Map<String, HandlerExecutionChain> sends;

	private final Map<String, HandlerExecutionChain> reads;

	DirectHandlerMapping(MessageController controller, ChatsController chatsController) {
		HandlerExecutionChain send = new HandlerExecutionChain((HttpRequestHandler) controller::send);
		HandlerExecutionChain pull = new HandlerExecutionChain((HttpRequestHandler) controller::pull);
		this.sends = Map.of("/api/send", send, "/send", send);
		HandlerExecutionChain chats = new HandlerExecutionChain((HttpRequestHandler) chatsController::chats);
		this.reads = Map.of("/api/pull", pull, "/pull", pull, "/api/chats", chats, "/chats", chats);
	}

	@Override
	public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request)
			throws HttpRequestMethodNotSupportedException, HttpMediaTypeNotAcceptableException {
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

	private @Nullable HandlerExecutionChain handler(HttpServletRequest request)
			throws HttpRequestMethodNotSupportedException, HttpMediaTypeNotAcceptableException {
		return switch (request.getMethod()) {
			case "GET" -> needsNoNegotiation(request) ? this.reads.get(request.getRequestURI()) : null;
			case "POST" -> (needsNoNegotiation(request) && hasJson(request)) ? this.sends.get(request.getRequestURI())
					: notForReads(request);
			case QUERY -> query(request);
			case "HEAD", "OPTIONS" -> null;
			default -> notForReads(request);
		};
	}

	/**
	 * Spring MVC maps no QUERY (RFC 10008): {@code RequestMethod} lacks it. What it
	 * produces is compared as for GET, and what it consumes is left to
	 * {@link MessageRequests}.
	 */
	private @Nullable HandlerExecutionChain query(HttpServletRequest request)
			throws HttpMediaTypeNotAcceptableException {
		HandlerExecutionChain read = this.reads.get(request.getRequestURI());
		if (read != null && this.producesJson.getMatchingCondition(request) == null) {
			throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.APPLICATION_JSON));
		}
		return read;
	}

	/**
	 * Refuses a method that reads do not have: what Spring MVC would say of it lacks
	 * QUERY.
	 */
	private @Nullable HandlerExecutionChain notForReads(HttpServletRequest request)
			throws HttpRequestMethodNotSupportedException {
		if (this.reads.containsKey(request.getRequestURI())) {
			throw new HttpRequestMethodNotSupportedException(request.getMethod(), List.of("GET", "HEAD", QUERY));
		}
		return null;
	}

	private static boolean needsNoNegotiation(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return accept == null || accept.equals(MediaType.ALL_VALUE) || accept.equals(JSON);
	}

	private static boolean hasJson(HttpServletRequest request) {
		String type = request.getContentType();
		return type != null && JSON_BODY.contains(type);
	}

}
