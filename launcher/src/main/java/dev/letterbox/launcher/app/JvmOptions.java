package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The options of every service's JVM, from the file that the images use as well.
 */
public final class JvmOptions {

	private static final List<String> ALL = read();

	private JvmOptions() {
	}

	/** One option each. */
	public static List<String> all() {
		return ALL;
	}

	private static List<String> read() {
		try (InputStream in = Objects.requireNonNull(JvmOptions.class.getResourceAsStream("/jvm.options"))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
