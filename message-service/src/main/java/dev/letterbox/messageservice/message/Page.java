package dev.letterbox.messageservice.message;

import java.util.List;

/**
 * A part of a chat.
 *
 * @param messages in the order asked for
 * @param hasMore whether a further page has at least one message now
 * @param nextCursor the cursor of the next page in the request's own terms
 */
public record Page(List<Message> messages, boolean hasMore, long nextCursor) {

}
