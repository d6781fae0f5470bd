package dev.letterbox.messageservice.message;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be asked in time, or there is no room to wait for it; nothing was
 * stored.
 */
public class StoreUnavailableException extends RuntimeException {

	StoreUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
