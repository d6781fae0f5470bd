package dev.letterbox.meshtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of other makers that a test drives; {@code mesh-tests/tools} fetches them.
 */
final class Tools {

	private Tools() {
	}

	/** The folder with the programs of npm packages, each {@code name@version}. */
	static Path npm(String... packages) {
		return fetch("npm", packages);
	}

	/** The folder with the programs of Python packages, each {@code name==version}. */
	static Path pip(String... packages) {
		return fetch("pip", packages);
	}

	/** A program of a Debian package, or the one on the PATH. */
	static Path debian(String name, String program) {
		return fetch("debian", name, program);
	}

	private static Path fetch(String kind, String... arguments) {
		Path script = Path.of(System.getProperty("letterbox.root"), "mesh-tests", "tools");
		List<String> command = new ArrayList<>(List.of(script.toString(), kind));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			if (process.waitFor() != 0) {
				throw new IllegalStateException(String.join(" ", command) + " failed; its output says why.");
			}
			return Path.of(output.substring(output.lastIndexOf('\n') + 1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
