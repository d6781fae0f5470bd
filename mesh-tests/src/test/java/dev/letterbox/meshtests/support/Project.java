package dev.letterbox.meshtests.support;

import java.nio.file.Path;

/**
 * Where the project lies.
 */
public final class Project {

	public static final Path ROOT = Path.of(System.getProperty("letterbox.root", "..")).toAbsolutePath().normalize();

	/** What the build, and so a test, may leave behind. */
	public static final Path TARGET = Path.of(System.getProperty("letterbox.target", "target")).toAbsolutePath();

	private Project() {
	}

	/** A file of the project. */
	public static Path file(String path) {
		return ROOT.resolve(path);
	}

}
