package dev.letterbox.messageservice.message.store.connection;

import java.util.Set;

/**
 * Errors with which a primary refuses to write at all, so that certainly nothing was
 * written. Every other error leaves the outcome unknown.
 */
public final class WriteRefusal {

	private static final int UNAUTHORIZED = 13;

	/** {@code setUserWriteBlockMode} is on. */
	private static final int USER_WRITES_BLOCKED = 371;

	/** MongoDB Atlas: the storage quota is used up. */
	private static final int ATLAS_ERROR = 8000;

	private static final int OUT_OF_DISK_SPACE = 14031;

	private static final Set<Integer> CODES = Set.of(UNAUTHORIZED, USER_WRITES_BLOCKED, ATLAS_ERROR, OUT_OF_DISK_SPACE);

	private WriteRefusal() {
	}

	/**
	 * Returns whether an error code of MongoDB is such a refusal.
	 */
	public static boolean isRefusal(int code) {
		return CODES.contains(code);
	}

}
