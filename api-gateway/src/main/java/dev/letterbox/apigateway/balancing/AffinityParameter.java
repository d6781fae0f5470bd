package dev.letterbox.apigateway.balancing;

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
 * Finds the parameter in a request by which its replica is chosen: the chat, or the
 * member whose chats are listed. Only a preferred replica depends on the result: requests
 * that are not understood here are validated, and refused, by a replica.
 */
enum AffinityParameter {

	/** The chat that is sent to, or pulled. */
	CHAT("chat"),
	/** The member whose chats are listed. */
	MEMBER("member");

	// Requests are parsed on the event loops, whose buffers a thread-local pool reuses.
	private static final JsonFactory JSON = JsonFactory.builder()
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	private final String name;

	private final String queryName;

	AffinityParameter(String name) {
		this.name = name;
		this.queryName = name + "=";
	}

	/**
	 * Returns the first value in a raw query, decoded, or {@code null}.
	 */
	@Nullable String inQuery(@Nullable String query) {
		int start = (query != null) ? 0 : -1;
		while (query != null && start >= 0) {
			int end = query.indexOf('&', start);
			if (query.startsWith(this.queryName, start)) {
				return decode(query.substring(start + this.queryName.length(), (end >= 0) ? end : query.length()));
			}
			start = (end >= 0) ? end + 1 : -1;
		}
		return null;
	}

	/**
	 * Returns the first value in a JSON object, or {@code null}. Nothing after it is
	 * read.
	 */
	@Nullable String inBody(byte[] body) {
		if (body.length == 0) {
			return null;
		}
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				JsonToken value = parser.nextToken();
				if (this.name.equals(name)) {
					return (value == JsonToken.VALUE_STRING) ? parser.getString() : null;
				}
				parser.skipChildren();
			}
			return null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static @Nullable String decode(String value) {
		if (value.indexOf('%') < 0 && value.indexOf('+') < 0) {
			return value;
		}
		try {
			return URLDecoder.decode(value, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
