package dev.letterbox.meshtests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test runs. Its output goes to files, since a background process that
 * it leaves behind would keep a pipe open.
 */
public final class Program implements AutoCloseable {

	/** The variables of the environment that set where a service listens and looks. */
	private static final List<String> SETTINGS = List.of("LETTERBOX_CONFIG", "PORT", "MANAGEMENT_PORT",
			"SERVER_ADDRESS", "EUREKA_URL");

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

	/** Starts a program with these variables added to its environment. */
	public static Program start(Path folder, Map<String, String> environment, List<String> command) {
		try {
			return new Program(folder, environment, command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a module of the project from its jar, in the project's folder. It gets no
	 * setting from the environment of the tests.
	 * @param options the JVM's
	 * @param arguments the program's
	 */
	public static Program startJar(String module, Map<String, String> environment, List<String> options,
			String... arguments) {
		List<String> command = new ArrayList<>(List.of("env"));
		SETTINGS.stream().filter((name) -> !environment.containsKey(name)).forEach((name) -> {
			command.add("-u");
			command.add(name);
		});
		command.add(Project.JAVA);
		command.addAll(options);
		command.addAll(List.of("-jar", Project.jar(module).toString()));
		command.addAll(List.of(arguments));
		return start(Project.ROOT, environment, command);
	}

	/**
	 * Runs a program until it ends and returns its standard output.
	 * @throws AssertionError with all its output, if it fails or exceeds the limit
	 */
	public static String run(Path folder, Duration limit, Map<String, String> environment, List<String> command) {
		try (Program program = start(folder, environment, command)) {
			boolean ended = program.endsWithin(limit);
			if (!ended || program.process.exitValue() != 0) {
				throw new AssertionError("%s %s:%n%s%s".formatted(program,
						ended ? "exited with " + program.process.exitValue() : "did not end within " + limit,
						program.printed(), read(program.errors)));
			}
			return program.printed();
		}
	}

	public static String run(Path folder, Duration limit, List<String> command) {
		return run(folder, limit, Map.of(), command);
	}

	/** Sends a signal, such as {@code KILL}, to a process. */
	public static void signal(String signal, long pid) {
		run(Project.ROOT, Duration.ofSeconds(10), List.of("kill", "-" + signal, String.valueOf(pid)));
	}

	/** A new, empty folder for a test's files, in the build's folder. */
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

	/** Its standard output and its standard error so far, one after the other. */
	public String printedAndErrors() {
		return printed() + read(this.errors);
	}

	public ProcessHandle handle() {
		return this.process.toHandle();
	}

	public boolean isRunning() {
		return this.process.isAlive();
	}

	/** Asks it to end (SIGTERM). */
	public void stop() {
		this.process.destroy();
	}

	/** Whether it ends within this time. */
	public boolean endsWithin(Duration limit) {
		try {
			return this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/** Its exit code, once it has ended. */
	public int exitValue() {
		return this.process.exitValue();
	}

	/** Kills it and every process that it has started. */
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
