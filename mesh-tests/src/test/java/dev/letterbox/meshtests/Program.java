package dev.letterbox.meshtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of somebody else that a test runs in a folder of its own, its output in a
 * file there.
 */
final class Program implements AutoCloseable {

	private final List<String> command;

	private final Path output;

	private final Process process;

	private Program(Path folder, List<String> command) throws IOException {
		this.command = command;
		this.output = Files.createTempFile(folder, "output-", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.output.toFile());
		builder.environment().put("REDOCLY_TELEMETRY", "off");
		builder.environment().put("NO_COLOR", "1");
		this.process = builder.start();
	}

	/** Starts it. */
	static Program start(Path folder, List<String> command) {
		try {
			return new Program(folder, command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Runs it to its end, which must be a good one, and gives what it printed. */
	static String run(Path folder, Duration limit, List<String> command) {
		try (Program program = start(folder, command)) {
			boolean ended = program.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
			if (!ended || program.process.exitValue() != 0) {
				throw new AssertionError("%s %s:%n%s".formatted(String.join(" ", command),
						ended ? "exited with " + program.process.exitValue() : "did not end within " + limit,
						program.printed()));
			}
			return program.printed();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/** An empty folder for a test's files, under the build's. */
	static Path folder(String name) {
		try {
			Path parent = Path.of(System.getProperty("letterbox.target", "target"))
				.toAbsolutePath()
				.resolve("programs");
			Files.createDirectories(parent);
			return Files.createTempDirectory(parent, name + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A file of the project. */
	static Path projectFile(String path) {
		return Path.of(System.getProperty("letterbox.root", "..")).toAbsolutePath().normalize().resolve(path);
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Path write(Path file, String content) {
		try {
			return Files.writeString(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What it has printed so far. */
	String printed() {
		return read(this.output);
	}

	boolean isRunning() {
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
