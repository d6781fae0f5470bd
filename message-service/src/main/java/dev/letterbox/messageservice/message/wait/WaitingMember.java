package dev.letterbox.messageservice.message.wait;

/**
 * A member for news of whose chats requests wait.
 *
 * @param since the first Unix second at which a message sent would be news to one of them
 */
public record WaitingMember(String member, long since) {

}
