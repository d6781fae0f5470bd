package dev.letterbox.embeddedstore.storage;

import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * A command failed. After a failed write, part of it may be on disk.
 */
public final class StoreException extends MongoServerError {

	private static final long serialVersionUID = 1L;

	private StoreException(int code, String codeName, String message, @Nullable Throwable cause) {
		super(code, codeName, message, cause);
	}

	public static StoreException broken(String message, Throwable cause) {
		return new StoreException(1, "InternalError", message, cause);
	}

	public static StoreException outOfDiskSpace(String message) {
		return new StoreException(14031, "OutOfDiskSpace", message, null);
	}

	public static StoreException closed() {
		return new StoreException(91, "ShutdownInProgress", "The store is shutting down", null);
	}

	public static StoreException dropped(String collection) {
		return new StoreException(26, "NamespaceNotFound", "Collection " + collection + " has been dropped", null);
	}

	public static StoreException refused(String message) {
		return new StoreException(67, "CannotCreateIndex", message, null);
	}

}
