package dev.letterbox.embeddedstore.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses writes while the file system of the data folder has less free space than a
 * reserve. RocksDB accepts no writes after one has failed until it is opened again, and
 * opening it, too, takes space.
 */
final class DiskSpace {

	private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

	private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final Path folder;

	private final FileStore fileSystem;

	private final long reserve;

	private volatile long checked;

	private volatile boolean exhausted;

	/**
	 * Watches the file system of a folder.
	 * @param reserve the free bytes below which writes are refused
	 */
	static DiskSpace of(Path folder, long reserve) throws IOException {
		return new DiskSpace(folder, Files.getFileStore(folder), reserve);
	}

	DiskSpace(Path folder, FileStore fileSystem, long reserve) {
		this.folder = folder;
		this.fileSystem = fileSystem;
		this.reserve = reserve;
		check(System.nanoTime());
	}

	/**
	 * Throws if there is not enough space for a write.
	 * @throws StoreException with MongoDB's error code for a full disk
	 */
	void require() {
		long now = System.nanoTime();
		if (now - this.checked > INTERVAL_NANOS) {
			check(now);
		}
		if (this.exhausted) {
			throw StoreException.outOfDiskSpace(message());
		}
	}

	private synchronized void check(long now) {
		this.checked = now;
		boolean before = this.exhausted;
		try {
			this.exhausted = this.fileSystem.getUsableSpace() < this.reserve;
		}
		catch (IOException ex) {
			LOG.warn("The free space of {} is unknown", this.folder, ex);
		}
		if (this.exhausted != before) {
			LOG.warn(this.exhausted ? message()
					: "There is free space again for " + this.folder + "; writes are accepted");
		}
	}

	private String message() {
		return "The disk of " + this.folder + " is full: less than " + (this.reserve >> 20)
				+ " MB are free. Writes are refused until there is more space";
	}

}
