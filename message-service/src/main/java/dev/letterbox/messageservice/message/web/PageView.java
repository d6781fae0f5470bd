package dev.letterbox.messageservice.message.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Page;

/**
 * A page as a client sees it.
 *
 * @param hasMore whether a further page has at least one message now
 * @param nextCursor the cursor of the next page
 */
record PageView(List<MessageView> messages, @JsonProperty("has_more") boolean hasMore,
		@JsonProperty("next_cursor") long nextCursor) {

	static PageView of(Page page, Chat chat) {
		return new PageView(page.messages().stream().map((message) -> MessageView.of(message, chat)).toList(),
				page.hasMore(), page.nextCursor());
	}

}
