package dev.letterbox.messageservice.message.web;

import java.util.Iterator;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Page;

/**
 * A page as a client sees it, written while it is read.
 *
 * @param hasMore whether a further page has at least one message now
 * @param nextCursor the cursor of the next page
 */
record PageView(Iterator<MessageView> messages, @JsonProperty("has_more") boolean hasMore,
		@JsonProperty("next_cursor") long nextCursor) {

	static PageView of(Page page, Chat chat) {
		Iterator<MessageView> messages = StreamSupport.stream(page.messages().spliterator(), false)
			.map((message) -> MessageView.of(message, chat))
			.iterator();
		return new PageView(messages, page.hasMore(), page.nextCursor());
	}

}
