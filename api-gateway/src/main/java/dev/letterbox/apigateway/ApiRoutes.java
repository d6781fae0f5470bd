package dev.letterbox.apigateway;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * The addresses that replicas answer, each with the methods it understands. An address is
 * compared as it came over the wire, not decoded and not normalized: another spelling is
 * another address.
 */
final class ApiRoutes {

	private static final Set<HttpMethod> SEND = Set.of(HttpMethod.POST);

	static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private static final Map<String, Set<HttpMethod>> TABLE = Map.of("/api/send", SEND, "/send", SEND, "/api/pull",
			READ, "/pull", READ, "/ping", READ);

	private ApiRoutes() {
	}

	/**
	 * Returns the methods that an address understands, or {@code null} where there is no
	 * such address.
	 */
	static @Nullable Set<HttpMethod> methods(String rawPath) {
		return TABLE.get(rawPath);
	}

}
