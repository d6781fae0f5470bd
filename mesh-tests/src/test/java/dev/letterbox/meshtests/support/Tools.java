package dev.letterbox.meshtests.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Third-party programs that the tests run; {@code mesh-tests/tools} fetches them.
 */
public final class Tools {

	private static final Duration LIMIT = Duration.ofMinutes(10);

	private Tools() {
	}

	/** The folder with the programs of npm packages, each {@code name@version}. */
	public static Path npm(String... packages) {
		return fetch("npm", packages);
	}

	/** The folder with the programs of Python packages, each {@code name==version}. */
	public static Path pip(String... packages) {
		return fetch("pip", packages);
	}

	/** A program of a Debian package, or the one on the PATH. */
	public static Path debian(String name, String program) {
		return fetch("debian", name, program);
	}

	/** {@code kubectl}, or {@code kustomize} of the given version or any other. */
	public static Path kustomize(String version) {
		return fetch("kustomize", version);
	}

	/**
	 * One at a time: Debian's package manager and the folders have no lock that waits.
	 */
	private static synchronized Path fetch(String kind, String... arguments) {
		List<String> command = new ArrayList<>(List.of(Project.file("mesh-tests/tools").toString(), kind));
		command.addAll(List.of(arguments));
		String output = Program.run(Project.ROOT, LIMIT, command).strip();
		return Path.of(output.substring(output.lastIndexOf('\n') + 1));
	}

}
