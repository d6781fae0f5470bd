package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options of each program's JVM, from the files that the images use as well.
 */
public final class JvmOptions {

	private JvmOptions() {
	}

	/**
	 * Returns the options that all programs share, then those of this one.
	 * @param module the module that the program is built from
	 */
	public static List<String> of(String module) {
		return Stream.of("all", module).flatMap((name) -> read(name).stream()).toList();
	}

	private static List<String> read(String name) {
		try (InputStream in = JvmOptions.class.getResourceAsStream("/jvm/" + name + ".options")) {
			if (in == null) {
				return List.of();
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
