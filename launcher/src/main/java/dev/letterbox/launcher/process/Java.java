package dev.letterbox.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.launcher.options.Refusal;

/**
 * Command lines of the Java that runs the supervisor.
 */
public final class Java {

	private Java() {
	}

	/** A command line of the given arguments. */
	public static List<String> command(List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(arguments);
		return command;
	}

	/** Whether a command line ends well; its output is dropped. */
	public static boolean succeeds(List<String> arguments) {
		try {
			return new ProcessBuilder(command(arguments)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** Runs a command line to its end, which must be a good one. */
	public static void runToEnd(List<String> arguments, String purpose) {
		try {
			Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw Refusal.failed("Java could not " + purpose + ": " + output.strip());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw Refusal.failed("Interrupted while Java was to " + purpose + ".");
		}
	}

}
