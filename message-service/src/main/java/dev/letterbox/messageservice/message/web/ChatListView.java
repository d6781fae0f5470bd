package dev.letterbox.messageservice.message.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A page of chats as a client sees it, for the description: {@link JsonBody} writes it.
 *
 * @param hasMore whether a further page has at least one chat now
 */
@Schema(name = "Chats", description = "A page of a member's chats, in the order of their names' code points.")
record ChatListView(@Schema(requiredMode = RequiredMode.REQUIRED) List<ChatView> chats,
		@Schema(description = "Whether a further page has at least one chat now.", example = "false",
				requiredMode = RequiredMode.REQUIRED) @JsonProperty("has_more") boolean hasMore) {

	/**
	 * One chat.
	 *
	 * @param sendTime Unix time in whole seconds
	 * @param nextCursor the cursor at the chat's end
	 */
	@Schema(name = "Chat", description = "A chat and where it ends.")
	record ChatView(
			@Schema(description = "The canonical name: the two members sorted by code point.", example = "ann:bob",
					requiredMode = RequiredMode.REQUIRED) String chat,
			@Schema(description = "The `send_time` of its last message.", example = "1686672457", minimum = "0",
					requiredMode = RequiredMode.REQUIRED) @JsonProperty("send_time") long sendTime,
			@Schema(description = "The cursor at its end, which is how many messages it has: where this is above your own "
					+ "cursor, there are messages to pull.", example = "2", minimum = "1",
					requiredMode = RequiredMode.REQUIRED) @JsonProperty("next_cursor") long nextCursor) {

	}

}
