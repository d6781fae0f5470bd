package dev.letterbox.messageservice.message.chats;

import java.util.List;

import dev.letterbox.messageservice.message.ChatEnd;

/**
 * A page of a member's chats.
 *
 * @param chats their last messages, in the order of the canonical names' code points
 * @param hasMore whether a further page has at least one chat now
 */
public record ChatList(List<ChatEnd> chats, boolean hasMore) {

	public boolean isEmpty() {
		return this.chats.isEmpty();
	}

}
