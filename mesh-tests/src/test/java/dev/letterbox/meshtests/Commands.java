package dev.letterbox.meshtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs to their end.
 */
final class Commands {

	private Commands() {
	}

	/**
	 * Runs a command and gives its standard output.
	 * @throws AssertionError with all it said, if it fails or takes longer than the limit
	 */
	static String run(Duration limit, Path folder, Map<String, String> environment, List<String> command) {
		try {
			// To files: what a command leaves in the background would keep a pipe open.
			Path out = Files.createTempFile("command-", ".out");
			Path err = Files.createTempFile("command-", ".err");
			ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
				.redirectOutput(out.toFile())
				.redirectError(err.toFile());
			builder.environment().putAll(environment);
			Process process = builder.start();
			boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
			if (!ended) {
				process.destroy();
			}
			String output = Files.readString(out);
			String errors = Files.readString(err);
			Files.delete(out);
			Files.delete(err);
			if (!ended || process.exitValue() != 0) {
				throw new AssertionError("%s %s:%n%s%s".formatted(String.join(" ", command),
						ended ? "exited with " + process.exitValue() : "did not end within " + limit, output, errors));
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

}
