package dev.letterbox.embeddedstore;

import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * The store could not do what a client asked for; for a write, nothing is promised about
 * what of it is on disk.
 */
final class StoreFailure extends MongoServerError {

	private static final long serialVersionUID = 1L;

	private StoreFailure(int code, String codeName, String message, @Nullable Throwable cause) {
		super(code, codeName, message, cause);
	}

	static StoreFailure broken(String message, Throwable cause) {
		return new StoreFailure(1, "InternalError", message, cause);
	}

	static StoreFailure closed() {
		return new StoreFailure(91, "ShutdownInProgress", "The store is shutting down", null);
	}

	static StoreFailure dropped(String collection) {
		return new StoreFailure(26, "NamespaceNotFound", "Collection " + collection + " has been dropped", null);
	}

	static StoreFailure refused(String message) {
		return new StoreFailure(67, "CannotCreateIndex", message, null);
	}

}
