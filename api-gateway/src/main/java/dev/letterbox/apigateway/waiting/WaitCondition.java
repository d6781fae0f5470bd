package dev.letterbox.apigateway.waiting;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

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
	UNLESS_REVERSE;

	private static final String REVERSE = "reverse";

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
		if (body.length == 0) {
			return true;
		}
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return false;
			}
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				JsonToken value = parser.nextToken();
				if (REVERSE.equals(name)) {
					return value == JsonToken.VALUE_FALSE || value == JsonToken.VALUE_NULL;
				}
				parser.skipChildren();
			}
			return true;
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
