package dev.letterbox.messageservice.message.page;

import dev.letterbox.messageservice.message.Chat;
import org.jspecify.annotations.Nullable;

/**
 * The part of a chat that a pull asks for.
 *
 * @param cursor oldest first: the position of the first message; newest first: how many
 * of the newest to skip; null for none given, which means 0
 * @param limit how many messages at most, 1 to 1000
 * @param reverse newest first
 * @param before newest first without a cursor: only positions below this one, or null
 * @param since oldest first: only messages sent at or after this Unix second, or null
 */
public record PageRequest(Chat chat, @Nullable Long cursor, int limit, boolean reverse, @Nullable Long before,
		@Nullable Long since) {

	/**
	 * The cursor; 0 if none was given.
	 */
	public long start() {
		return (this.cursor != null) ? this.cursor : 0;
	}

	PageRequest withLimit(int other) {
		return new PageRequest(this.chat, this.cursor, other, this.reverse, this.before, this.since);
	}

}
