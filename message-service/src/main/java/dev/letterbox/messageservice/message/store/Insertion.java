package dev.letterbox.messageservice.message.store;

/**
 * How an ordered insert of several messages ended.
 */
public sealed interface Insertion {

	/**
	 * All are stored, by a majority.
	 */
	record Complete() implements Insertion {
	}

	/**
	 * Those before the index are stored, by a majority; the one at the index is not,
	 * since its position is taken; those after it were not tried.
	 */
	record PositionTaken(int index) implements Insertion {
	}

	/**
	 * As {@link PositionTaken}, but the {@code _id} is taken: an earlier send stored it.
	 */
	record IdTaken(int index) implements Insertion {
	}

	/**
	 * As {@link PositionTaken}, but the server did not say whether it is the position or
	 * the {@code _id} that is taken.
	 */
	record KeyTaken(int index) implements Insertion {
	}

	/**
	 * Nobody knows which are stored, or will yet be.
	 */
	record Unknown(Exception cause) implements Insertion {
	}

	/**
	 * Nothing was sent to the store.
	 */
	record NotTried(Exception cause) implements Insertion {
	}

}
