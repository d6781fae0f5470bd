package dev.letterbox.embeddedstore.storage;

import java.nio.file.Path;

import org.rocksdb.RocksDBException;

/**
 * The store cannot be started; the message is one sentence for the user.
 */
public final class StoreUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public StoreUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

	static StoreUnavailableException from(Path folder, RocksDBException cause) {
		String reason = String.valueOf(cause.getMessage());
		if (reason.contains("lock")) {
			return new StoreUnavailableException("The data folder " + folder + " is in use by another process.", cause);
		}
		return new StoreUnavailableException("The data folder " + folder + " cannot be opened: " + reason + ".", cause);
	}

}
