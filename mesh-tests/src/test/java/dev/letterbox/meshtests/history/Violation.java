package dev.letterbox.meshtests.history;

/**
 * A promise that a history shows broken.
 *
 * @param promise which
 * @param sentence what was seen, precisely
 */
record Violation(Promise promise, String sentence) {

	/** What the contract says holds, always, and what follows from it for readers. */
	enum Promise {

		/** Positions in a chat run from 0 without a gap or a repeat. */
		DENSE,

		/** A send that was answered before another began has the lower position. */
		REAL_TIME_ORDER,

		/** A send answered 200 is in the chat. */
		NOTHING_LOST,

		/** A message stands where its sender was told that it stands. */
		POSITION_KEPT,

		/** A message, keyed or not, is stored at most once. */
		STORED_ONCE,

		/** One Idempotency-Key stores at most one message in a chat. */
		KEY_ONCE,

		/** Who sends again with a key is told that it is a replay. */
		REPLAY_TOLD,

		/** The send time never decreases with the position. */
		SEND_TIME,

		/** A send answered 4xx stored nothing. */
		REFUSED_NOT_STORED,

		/** Every message stored was sent, and stands as it was sent. */
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

		/** What a reader was shown at a position stands there for ever. */
		UNCHANGED

	}

	@Override
	public String toString() {
		return this.promise + ": " + this.sentence;
	}

}
