package dev.letterbox.meshtests;

import java.nio.file.Path;

/**
 * Where the project lies.
 */
final class Project {

	static final Path ROOT = Path.of(System.getProperty("letterbox.root", "..")).toAbsolutePath().normalize();

	/** What the build, and so a test, may leave behind. */
	static final Path TARGET = Path.of(System.getProperty("letterbox.target", "target")).toAbsolutePath();

	private Project() {
	}

	/** A file of the project. */
	static Path file(String path) {
		return ROOT.resolve(path);
	}

}
