package dev.letterbox.messageservice.message.store;

/**
 * The result of an ordered insert of several messages.
 */
public sealed interface InsertResult {

	/**
	 * All are stored, by a majority.
	 */
	record Complete() implements InsertResult {
	}

	/**
	 * Those before the index are stored, by a majority; the one at the index is not,
	 * since its position is taken; those after it were not tried.
	 */
	record PositionTaken(int index) implements InsertResult {
	}

	/**
	 * As {@link PositionTaken}, but the {@code _id} is taken: an earlier send stored it.
	 */
	record IdTaken(int index) implements InsertResult {
	}

	/**
	 * As {@link PositionTaken}, but the server did not say whether it is the position or
	 * the {@code _id} that is taken.
	 */
	record KeyTaken(int index) implements InsertResult {
	}

	/**
	 * Those before the index are stored, by a majority; the server refuses to write the
	 * others.
	 */
	record Refused(int index, Exception cause) implements InsertResult {
	}

	/**
	 * It is unknown which are stored or will still be stored.
	 */
	record Unknown(Exception cause) implements InsertResult {
	}

	/**
	 * Nothing was sent to the store.
	 */
	record NotTried(Exception cause) implements InsertResult {
	}

}
