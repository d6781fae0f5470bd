package dev.letterbox.launcher.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.launcher.control.Progress;
import dev.letterbox.launcher.control.Supervisor;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.Java;
import dev.letterbox.launcher.process.Session;
import dev.letterbox.launcher.process.StateFolder;
import dev.letterbox.launcher.process.Supervised;

/**
 * Starts the supervisor as a process that outlives this one and its terminal, and copies
 * its output until the mesh serves.
 */
final class Background {

	static final String PROPERTY = "letterbox.background";

	/** Set by the script where its standard output is a terminal. */
	static final String COLOUR = "letterbox.colour";

	private Background() {
	}

	/** Returns the exit code: 0 once the mesh serves, else the supervisor's own. */
	static int start(List<String> words, StateFolder state) {
		List<String> arguments = new ArrayList<>(
				List.of("-D" + PROPERTY + "=true", "-D" + COLOUR + "=" + Boolean.getBoolean(COLOUR),
						"-Dletterbox.root=" + System.getProperty("letterbox.root"), "-Xmx64m", "-XX:+UseSerialGC",
						"-cp", System.getProperty("java.class.path"), Run.class.getName()));
		arguments.addAll(words);
		ProcessBuilder builder = new ProcessBuilder(Session.OWN.command(Java.command(arguments)))
			.redirectInput(Redirect.from(Supervised.NOTHING))
			.redirectError(Redirect.appendTo(state.log(Supervisor.LOG).toFile()));
		try {
			Process supervisor = builder.start();
			// Ctrl-C before the mesh serves: returns when everything has ended.
			Thread hook = new Thread(() -> {
				supervisor.destroy();
				supervisor.onExit().join();
			}, "give up");
			Runtime.getRuntime().addShutdownHook(hook);
			boolean ready = copy(supervisor.getInputStream(), System.out, System.err);
			if (ready) {
				Runtime.getRuntime().removeShutdownHook(hook);
				return 0;
			}
			return supervisor.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Refusal.FAILED;
		}
	}

	private static boolean copy(InputStream in, PrintStream progress, PrintStream refusals) throws IOException {
		PrintStream out = progress;
		for (int next = in.read(); next >= 0; next = in.read()) {
			if (next == Progress.READY) {
				return true;
			}
			if (next == Progress.REFUSED) {
				out = refusals;
			}
			else {
				out.write(next);
			}
			if (next == '\n') {
				out.flush();
			}
		}
		return false;
	}

}
