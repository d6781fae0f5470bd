package dev.letterbox.meshtests.history;

/**
 * A violation of a guarantee, found in a history.
 *
 * @param guarantee the guarantee
 * @param sentence the observation
 */
public record Violation(Guarantee guarantee, String sentence) {

	/** The guarantees of the contract, and what follows from them for readers. */
	enum Guarantee {

		/** Positions in a chat run from 0 without a gap or a repeat. */
		DENSE,

		/** A send that was answered before another began has the lower position. */
		REAL_TIME_ORDER,

		/** A send answered 200 is in the chat. */
		NOTHING_LOST,

		/** A message has the position that its sender was told. */
		POSITION_KEPT,

		/** A message, keyed or not, is stored at most once. */
		STORED_ONCE,

		/** One Idempotency-Key stores at most one message in a chat. */
		KEY_ONCE,

		/** A repeated send with a key is marked as a replay. */
		REPLAY_TOLD,

		/** The send time never decreases with the position. */
		SEND_TIME,

		/** A send answered 4xx stored nothing. */
		REFUSED_NOT_STORED,

		/** Every stored message was sent, and is stored as it was sent. */
		AS_SENT,

		/** Sends are answered 200, 4xx, 503 or 504, and nothing else. */
		ANSWERED,

		/** A pull shows everything that was acknowledged or shown before it began. */
		SEEN_AFTER,

		/**
		 * A message is visible only when all before it are; a reader gets each once and
		 * in order.
		 */
		READ_IN_ORDER,

		/** A message that a reader was shown at a position never changes. */
		UNCHANGED

	}

	@Override
	public String toString() {
		return this.guarantee + ": " + this.sentence;
	}

}
