package dev.letterbox.messageservice.message.append;

import dev.letterbox.messageservice.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The last message of a chat that is known to be stored.
 *
 * @param position its position, -1 in an empty chat
 * @param sendTime its send_time in Unix seconds
 */
record Tip(long position, long sendTime) {

	static final Tip NONE = new Tip(-1, 0);

	/**
	 * The tip that a chat's last message is.
	 * @param last null in an empty chat
	 */
	static Tip of(@Nullable Message last) {
		return (last != null) ? new Tip(last.position(), last.sendTime()) : NONE;
	}

	/**
	 * Whether the chat has no message, as far as is known.
	 */
	boolean isEmpty() {
		return this.position < 0;
	}

	Tip next(long now) {
		return new Tip(this.position + 1, Math.max(now, this.sendTime));
	}

	/**
	 * The later of two tips. Positions are never taken back, so that the later one is
	 * more recent knowledge.
	 */
	static Tip later(Tip a, Tip b) {
		return (a.position >= b.position) ? a : b;
	}

}
