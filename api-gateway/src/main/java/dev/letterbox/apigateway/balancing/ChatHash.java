package dev.letterbox.apigateway.balancing;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a chat, or a member whose chats are listed, for load balancing. {@code a:b}
 * and {@code b:a} are one chat and have one hash, as they have one canonical name in a
 * replica: the sum of the members' hashes does not depend on their order.
 *
 * @param value the hash
 */
record ChatHash(long value) {

	/**
	 * Returns the hash of a chat, or {@code null} if the text is not two members joined
	 * by one colon. Whether the members are valid is left to the replica.
	 */
	static @Nullable ChatHash of(String chat) {
		int colon = chat.indexOf(':');
		if (colon < 0 || chat.indexOf(':', colon + 1) >= 0) {
			return null;
		}
		return new ChatHash(Hash64.mix(Hash64.of(chat, 0, colon) + Hash64.of(chat, colon + 1, chat.length())));
	}

	/**
	 * Returns the hash of a member.
	 */
	static ChatHash ofMember(String member) {
		return new ChatHash(Hash64.of(member, 0, member.length()));
	}

}
