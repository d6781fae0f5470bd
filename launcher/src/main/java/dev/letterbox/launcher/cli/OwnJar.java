package dev.letterbox.launcher.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The jar the supervisor itself runs from.
 */
final class OwnJar {

	private static final String ENDING = ".class";

	private OwnJar() {
	}

	/**
	 * Loads every class of the supervisor now: a build beside a running mesh may replace
	 * the jar, and a class that is first needed after that could not be read any more.
	 */
	static void load() {
		try {
			Path jar = Path.of(OwnJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			if (!Files.isRegularFile(jar)) {
				return;
			}
			for (String name : classes(jar)) {
				Class.forName(name);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> classes(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			return file.stream()
				.map(JarEntry::getName)
				.filter((name) -> name.endsWith(ENDING) && !name.contains("-info"))
				.map((name) -> name.substring(0, name.length() - ENDING.length()).replace('/', '.'))
				.toList();
		}
	}

}
