package dev.letterbox.apigateway.admission;

import java.util.Map;
import java.util.Set;

import dev.letterbox.apigateway.waiting.WaitCondition;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * The paths that are forwarded to replicas. Raw paths are compared exactly, without
 * decoding or normalization.
 */
final class ApiRoutes {

	/** The method for a GET with a body (RFC 10008). */
	static final HttpMethod QUERY = HttpMethod.valueOf("QUERY");

	static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private static final Route SEND = new Route(Set.of(HttpMethod.POST), WaitCondition.NEVER);

	private static final Route PULL = new Route(Set.of(HttpMethod.GET, HttpMethod.HEAD, QUERY),
			WaitCondition.UNLESS_REVERSE);

	private static final Route CHATS = new Route(PULL.methods(), WaitCondition.WITH_SINCE);

	private static final Map<String, Route> ROUTES = Map.of("/api/send", SEND, "/send", SEND, "/api/pull", PULL,
			"/pull", PULL, "/api/chats", CHATS, "/chats", CHATS, "/ping", new Route(READ, WaitCondition.NEVER));

	private ApiRoutes() {
	}

	/**
	 * Returns what is known of a path, or {@code null} for an unknown one.
	 */
	static @Nullable Route of(String rawPath) {
		return ROUTES.get(rawPath);
	}

	/**
	 * A path of the API.
	 *
	 * @param methods the methods that it supports
	 * @param waits which of its requests may wait
	 */
	record Route(Set<HttpMethod> methods, WaitCondition waits) {

		/**
		 * Returns whether the path answers a method of reading, and QUERY among them.
		 */
		boolean isQuery(HttpMethod method) {
			return this.methods.contains(QUERY) && this.methods.contains(method);
		}

	}

}
