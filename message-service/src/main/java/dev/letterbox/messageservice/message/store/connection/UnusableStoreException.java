package dev.letterbox.messageservice.message.store.connection;

import org.jspecify.annotations.Nullable;

/**
 * The replica can never use the store, or its address, without an operator's action. Ends
 * the start.
 */
public final class UnusableStoreException extends RuntimeException {

	private final String action;

	/**
	 * Creates an exception.
	 * @param message what is wrong, without credentials
	 * @param action what the operator should do
	 */
	public UnusableStoreException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/** What the operator should do. */
	public String action() {
		return this.action;
	}

}
