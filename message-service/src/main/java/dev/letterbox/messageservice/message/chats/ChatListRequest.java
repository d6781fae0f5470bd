package dev.letterbox.messageservice.message.chats;

import org.jspecify.annotations.Nullable;

/**
 * The part of a member's chats that a request asks for.
 *
 * @param after the canonical name of the chat that the page begins behind, or null
 * @param limit how many chats at most, 1 to 1000
 * @param since only chats whose last message was sent at or after this Unix second, or
 * null
 */
public record ChatListRequest(String member, @Nullable String after, int limit, @Nullable Long since) {

}
