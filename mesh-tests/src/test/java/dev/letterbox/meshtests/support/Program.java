package dev.letterbox.meshtests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test runs. What it prints goes to files: something that it leaves in
 * the background would keep a pipe open for as long as it lives.
 */
public final class Program implements AutoCloseable {

	private final List<String> command;

	private final Path output;

	private final Path errors;

	private final Process process;

	private Program(Path folder, Map<String, String> environment, List<String> command) throws IOException {
		this.command = command;
		this.output = Files.createTempFile(parent(), "output-", ".txt");
		this.errors = Files.createTempFile(parent(), "errors-", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectOutput(this.output.toFile())
			.redirectError(this.errors.toFile());
		builder.environment().put("REDOCLY_TELEMETRY", "off");
		builder.environment().put("NO_COLOR", "1");
		builder.environment().putAll(environment);
		this.process = builder.start();
	}

	/** Starts it. */
	public static Program start(Path folder, Map<String, String> environment, List<String> command) {
		try {
			return new Program(folder, environment, command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs it to its end and gives its standard output.
	 * @throws AssertionError with all it said, if it fails or takes longer than the limit
	 */
	public static String run(Path folder, Duration limit, Map<String, String> environment, List<String> command) {
		try (Program program = start(folder, environment, command)) {
			boolean ended = program.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
			if (!ended || program.process.exitValue() != 0) {
				throw new AssertionError("%s %s:%n%s%s".formatted(program,
						ended ? "exited with " + program.process.exitValue() : "did not end within " + limit,
						program.printed(), read(program.errors)));
			}
			return program.printed();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	public static String run(Path folder, Duration limit, List<String> command) {
		return run(folder, limit, Map.of(), command);
	}

	/** An empty folder for a test's files, under the build's. */
	public static Path folder(String name) {
		try {
			return Files.createTempDirectory(parent(), name + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path parent() throws IOException {
		return Files.createDirectories(Project.TARGET.resolve("programs"));
	}

	public static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static Path write(Path file, String content) {
		try {
			return Files.writeString(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Its standard output so far. */
	public String printed() {
		return read(this.output);
	}

	public boolean isRunning() {
		return this.process.isAlive();
	}

	/** Ends it with all that it started. */
	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

	@Override
	public String toString() {
		return String.join(" ", this.command);
	}

}
