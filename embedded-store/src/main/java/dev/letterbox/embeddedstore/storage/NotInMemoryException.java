package dev.letterbox.embeddedstore.storage;

import org.rocksdb.RocksDBException;

/**
 * A read needs the disk, and may not wait for it.
 */
public final class NotInMemoryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NotInMemoryException(RocksDBException cause) {
		// Without a stack trace: this is no failure, the caller reads again.
		super(cause.getMessage(), cause, false, false);
	}

}
