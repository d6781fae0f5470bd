package dev.letterbox.launcher.training;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.letterbox.launcher.app.Apps;
import dev.letterbox.launcher.process.Java;
import dev.letterbox.launcher.process.Session;
import dev.letterbox.launcher.process.Supervised;
import org.jspecify.annotations.Nullable;

/**
 * A training beside a mesh that serves, at the lowest priority. It ends by itself, or
 * with the mesh; where it fails, the next mesh starts without caches and tries again.
 */
public final class BackgroundTraining implements AutoCloseable {

	private static final System.Logger LOG = System.getLogger(BackgroundTraining.class.getName());

	private static final Duration BOUND = Duration.ofSeconds(10);

	private final @Nullable Process process;

	private BackgroundTraining(@Nullable Process process) {
		this.process = process;
	}

	/** Starts it where a program has no cache. */
	public static BackgroundTraining startIfDue(Path root, Path config, Apps apps) {
		try {
			if (!Training.isDue(apps)) {
				return new BackgroundTraining(null);
			}
			List<String> command = Session.OWN_AT_LOWEST_PRIORITY
				.command(Java.command(List.of("-Xmx64m", "-XX:+UseSerialGC", "-Dletterbox.root=" + root, "-jar",
						System.getProperty("java.class.path"), "train", "--config", config.toString())));
			LOG.log(System.Logger.Level.DEBUG, "A program has no AOT cache; training in the background");
			return new BackgroundTraining(new ProcessBuilder(command).redirectInput(Redirect.from(Supervised.NOTHING))
				.redirectErrorStream(true)
				.redirectOutput(Training.folder(root).log("training").toFile())
				.start());
		}
		catch (IOException | RuntimeException ex) {
			LOG.log(System.Logger.Level.DEBUG, "No training", ex);
			return new BackgroundTraining(null);
		}
	}

	/** Ends it where it is still at work; nothing of it is used then. */
	@Override
	public void close() {
		Process running = this.process;
		if (running == null || !running.isAlive()) {
			return;
		}
		running.destroy();
		try {
			if (!running.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
				running.descendants().forEach(ProcessHandle::destroyForcibly);
				running.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
