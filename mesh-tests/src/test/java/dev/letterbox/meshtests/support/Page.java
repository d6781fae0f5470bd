package dev.letterbox.meshtests.support;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of a chat.
 *
 * @param messages in the order of the answer
 * @param hasMore whether a further page has a message now
 * @param nextCursor the cursor of the next page
 * @param next the unchanged target of the {@code rel="next"} link, or null
 */
public record Page(List<Message> messages, boolean hasMore, long nextCursor, @Nullable String next) {

	private static final Pattern LINK = Pattern.compile("<([^<>\\s]*)>\\s*;\\s*rel=\"?next\"?");

	/** Reads the answer to a pull and checks its form strictly. */
	public static Page of(Reply reply) {
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(reply.mediaType()).isEqualTo("application/json");
		assertThat(reply.header("Cache-Control")).hasValue("no-store");
		JsonNode json = reply.json();
		assertThat(json.propertyNames()).isEqualTo(Set.of("messages", "has_more", "next_cursor"));
		assertThat(json.get("messages").isArray()).isTrue();
		assertThat(json.get("has_more").isBoolean()).isTrue();
		assertThat(json.get("next_cursor").isIntegralNumber()).isTrue();
		List<Message> messages = StreamSupport.stream(json.get("messages").spliterator(), false)
			.map(Message::of)
			.toList();
		boolean hasMore = json.get("has_more").booleanValue();
		String next = reply.header("Link").map(Page::target).orElse(null);
		assertThat(next != null).as("there is a Link exactly where has_more, in %s", reply).isEqualTo(hasMore);
		return new Page(messages, hasMore, json.get("next_cursor").longValue(), next);
	}

	static String target(String link) {
		Matcher matcher = LINK.matcher(link);
		assertThat(matcher.matches()).as("'%s' is one link with rel=\"next\"", link).isTrue();
		return matcher.group(1);
	}

	public List<Long> positions() {
		return this.messages.stream().map(Message::position).toList();
	}

	public List<String> texts() {
		return this.messages.stream().map(Message::text).toList();
	}

}
