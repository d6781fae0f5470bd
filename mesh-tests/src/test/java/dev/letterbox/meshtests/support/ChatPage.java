package dev.letterbox.meshtests.support;

import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of a member's chats.
 *
 * @param chats in the order of the answer
 * @param hasMore whether a further page has a chat now
 * @param next the unchanged target of the {@code rel="next"} link, or null
 */
public record ChatPage(List<ListedChat> chats, boolean hasMore, @Nullable String next) {

	/** Reads the answer to a request for chats and checks its form strictly. */
	public static ChatPage of(Reply reply) {
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(reply.mediaType()).isEqualTo("application/json");
		assertThat(reply.header("Cache-Control")).hasValue("no-store");
		JsonNode json = reply.json();
		assertThat(json.propertyNames()).isEqualTo(Set.of("chats", "has_more"));
		assertThat(json.get("chats").isArray()).isTrue();
		assertThat(json.get("has_more").isBoolean()).isTrue();
		List<ListedChat> chats = StreamSupport.stream(json.get("chats").spliterator(), false)
			.map(ListedChat::of)
			.toList();
		boolean hasMore = json.get("has_more").booleanValue();
		String next = reply.header("Link").map(Page::target).orElse(null);
		assertThat(next != null).as("there is a Link exactly where has_more, in %s", reply).isEqualTo(hasMore);
		return new ChatPage(chats, hasMore, next);
	}

	public List<String> names() {
		return this.chats.stream().map(ListedChat::chat).toList();
	}

	/**
	 * A chat of a page.
	 *
	 * @param chat its canonical name
	 * @param sendTime the last message's
	 * @param nextCursor the cursor at its end
	 */
	public record ListedChat(String chat, long sendTime, long nextCursor) {

		private static ListedChat of(JsonNode json) {
			assertThat(json.propertyNames()).isEqualTo(Set.of("chat", "send_time", "next_cursor"));
			assertThat(json.get("chat").isString()).isTrue();
			assertThat(json.get("send_time").isIntegralNumber()).isTrue();
			assertThat(json.get("next_cursor").isIntegralNumber()).isTrue();
			return new ListedChat(json.get("chat").stringValue(), json.get("send_time").longValue(),
					json.get("next_cursor").longValue());
		}

	}

}
