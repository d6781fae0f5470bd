package dev.letterbox.meshtests.support;

import java.nio.file.Path;

/** The files of the project. */
public final class Project {

	public static final Path ROOT = Path.of(System.getProperty("letterbox.root", "..")).toAbsolutePath().normalize();

	/** The folder for what a build and its tests write. */
	public static final Path TARGET = Path.of(System.getProperty("letterbox.target", "target")).toAbsolutePath();

	/** The Java that runs the tests. */
	public static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private Project() {
	}

	/** The jar of a module. */
	public static Path jar(String module) {
		return ROOT.resolve(module).resolve("target").resolve(module + ".jar");
	}

	/** A file by its path in the project. */
	public static Path file(String path) {
		return ROOT.resolve(path);
	}

}
