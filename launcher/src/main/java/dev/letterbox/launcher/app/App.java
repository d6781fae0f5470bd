package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import dev.letterbox.launcher.process.Java;

/**
 * A program in its unpacked layout: {@code app.jar}, its libraries in {@code lib}, and,
 * once it was trained, its AOT cache {@code app.aot}.
 *
 * @param module the module that it is built from
 * @param folder where all of it lies
 */
public record App(String module, Path folder) {

	static final String JAR = "app.jar";

	static final String LIBRARIES = "lib";

	Path jar() {
		return this.folder.resolve(JAR);
	}

	Path cache() {
		return this.folder.resolve("app.aot");
	}

	/** Where a training run writes, so that a half-written cache is never used. */
	Path recorded() {
		return this.folder.resolve("app.aot.new");
	}

	/** Whether there is a cache. */
	public boolean hasCache() {
		return Files.exists(cache());
	}

	/**
	 * Whether this JVM can start the program from the cache. A cache that it cannot use,
	 * such as a damaged one, would never be replaced otherwise.
	 */
	public boolean hasUsableCache() {
		return hasCache() && isUsable(cache());
	}

	/**
	 * Puts the cache of a training run that has ended into use, if it is whole.
	 * @return whether it is
	 */
	public boolean adoptRecorded() {
		try {
			if (!Files.exists(recorded()) || !isUsable(recorded())) {
				return false;
			}
			Files.move(recorded(), cache(), StandardCopyOption.ATOMIC_MOVE);
			return true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Removes what a training run that was broken off has left. */
	public void discardRecorded() {
		try {
			Files.deleteIfExists(recorded());
			// What the JVM has recorded, until it is assembled.
			Files.deleteIfExists(this.folder.resolve(recorded().getFileName() + ".config"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isUsable(Path file) {
		return Java.succeeds(CacheMode.verified(this, file));
	}

}
