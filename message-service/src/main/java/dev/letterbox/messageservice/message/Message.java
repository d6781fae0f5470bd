package dev.letterbox.messageservice.message;

/**
 * A stored message.
 *
 * @param id an ObjectId, or for a send with an Idempotency-Key the digest of chat and key
 * @param chat the chat's canonical name
 * @param position its place in the chat: 0, 1, 2, … with no gap
 * @param sendTime Unix time in whole seconds, never decreasing with position
 */
public record Message(Object id, String chat, long position, String sender, String text, long sendTime) {

}
