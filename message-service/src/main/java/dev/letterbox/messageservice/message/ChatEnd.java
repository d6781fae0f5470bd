package dev.letterbox.messageservice.message;

/**
 * The last message of a chat, as a list of chats shows it.
 *
 * @param chat the chat's canonical name
 * @param position the position of the message
 * @param sendTime its send_time in Unix seconds
 */
public record ChatEnd(String chat, long position, long sendTime) {

	/**
	 * The cursor behind the message: how many messages the chat has.
	 */
	public long nextCursor() {
		return this.position + 1;
	}

}
