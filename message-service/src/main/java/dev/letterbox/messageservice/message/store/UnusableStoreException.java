package dev.letterbox.messageservice.message.store;

import org.jspecify.annotations.Nullable;

/**
 * The store, or its address, is such that the replica can never serve: an operator has to
 * act. Ends the start.
 */
final class UnusableStoreException extends RuntimeException {

	private final String action;

	/**
	 * Creates one.
	 * @param message what is wrong, without credentials
	 * @param action what the operator should do
	 */
	UnusableStoreException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
