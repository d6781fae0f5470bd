package dev.letterbox.messageservice.message;

/**
 * A place in a chat, with or without a message.
 *
 * @param chat the chat's canonical name
 * @param position the position
 */
public record ChatPosition(String chat, long position) {

}
