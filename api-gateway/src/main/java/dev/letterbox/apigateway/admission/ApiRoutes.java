package dev.letterbox.apigateway.admission;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * The paths that are forwarded to replicas, with the methods each supports. Raw paths are
 * compared exactly, without decoding or normalization.
 */
final class ApiRoutes {

	private static final Set<HttpMethod> SEND = Set.of(HttpMethod.POST);

	static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private static final Map<String, Set<HttpMethod>> METHODS = Map.of("/api/send", SEND, "/send", SEND, "/api/pull",
			READ, "/pull", READ, "/ping", READ);

	private ApiRoutes() {
	}

	/**
	 * Returns the methods that a path supports, or {@code null} for an unknown path.
	 */
	static @Nullable Set<HttpMethod> methods(String rawPath) {
		return METHODS.get(rawPath);
	}

}
