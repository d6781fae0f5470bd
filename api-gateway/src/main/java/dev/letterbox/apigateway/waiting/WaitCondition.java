package dev.letterbox.apigateway.waiting;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Which requests of a path a replica lets wait. A request that a replica refuses may be
 * mistaken here for one that waits: it is answered at once nevertheless.
 */
public enum WaitCondition {

	/** None. */
	NEVER,
	/** Those that read oldest first. */
	UNLESS_REVERSE,
	/** Those that give a time. */
	WITH_SINCE;

	private static final String REVERSE = "reverse";

	private static final String SINCE = "since";

	private static final String FALSE = "false";

	// Requests are parsed on the event loops, whose buffers a thread-local pool reuses.
	private static final JsonFactory JSON = JsonFactory.builder()
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	/**
	 * Returns whether a replica lets a request wait. As in a replica, the query takes
	 * precedence over the body.
	 * @param query the raw query, or {@code null}
	 */
	public boolean isMet(@Nullable String query, byte[] body) {
		if (this == NEVER) {
			return false;
		}
		if (this == WITH_SINCE) {
			return hasSinceInQuery(query) || hasSinceInBody(body);
		}
		@Nullable Boolean forwards = forwardsInQuery(query);
		return (forwards != null) ? forwards : forwardsInBody(body);
	}

	/** Returns {@code null} if the query does not tell. */
	private static @Nullable Boolean forwardsInQuery(@Nullable String query) {
		@Nullable Boolean forwards = null;
		if (query != null) {
			for (String pair : query.split("&", -1)) {
				int equals = pair.indexOf('=');
				if (REVERSE.equals(decode((equals < 0) ? pair : pair.substring(0, equals)))) {
					boolean once = forwards == null;
					forwards = once && equals >= 0 && FALSE.equals(decode(pair.substring(equals + 1)));
				}
			}
		}
		return forwards;
	}

	private static boolean forwardsInBody(byte[] body) {
		return body.length == 0 || isValueInBody(body, REVERSE,
				(value) -> value == null || value == JsonToken.VALUE_FALSE || value == JsonToken.VALUE_NULL);
	}

	private static boolean hasSinceInQuery(@Nullable String query) {
		return query != null && Stream.of(query.split("&", -1))
			.anyMatch((pair) -> SINCE.equals(decode(pair.substring(0, Math.max(0, pair.indexOf('='))))));
	}

	private static boolean hasSinceInBody(byte[] body) {
		return body.length > 0 && isValueInBody(body, SINCE, (value) -> value != null && value != JsonToken.VALUE_NULL);
	}

	/**
	 * Returns whether the body is a JSON object whose field, {@code null} if it is
	 * missing, is as wanted. Nothing after the field is read.
	 */
	private static boolean isValueInBody(byte[] body, String field, Predicate<@Nullable JsonToken> wanted) {
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return false;
			}
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				JsonToken value = parser.nextToken();
				if (field.equals(name)) {
					return wanted.test(value);
				}
				parser.skipChildren();
			}
			return wanted.test(null);
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private static @Nullable String decode(String text) {
		try {
			return (text.indexOf('%') < 0) ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
