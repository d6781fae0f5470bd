package dev.letterbox.launcher.control;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Reports progress to a person, each line with the seconds since the start.
 */
public final class Progress {

	/** Ends the output that the caller of a mesh in the background waits for. */
	public static final char READY = '\u0004';

	/** Precedes the reason why the mesh could not be started. */
	public static final char REFUSED = '\u0015';

	private final InstantSource clock;

	private final Instant begin;

	private PrintStream out;

	public Progress(PrintStream out, InstantSource clock) {
		this.out = out;
		this.clock = clock;
		this.begin = clock.instant();
	}

	/** Prints a text with the seconds since the start. */
	public synchronized void say(String text) {
		this.out.printf("%6.1f s  %s%n", elapsed().toMillis() / 1000.0, text);
		this.out.flush();
	}

	/** Prints a text without the time. */
	public synchronized void show(String text) {
		this.out.println(text);
		this.out.flush();
	}

	Duration elapsed() {
		return Duration.between(this.begin, this.clock.instant());
	}

	/** Releases the reader of the output, and continues in a file. */
	public synchronized void detach(Path log) {
		this.out.print(READY);
		this.out.close();
		try {
			this.out = new PrintStream(new FileOutputStream(log.toFile(), true), true, StandardCharsets.UTF_8);
		}
		catch (FileNotFoundException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
