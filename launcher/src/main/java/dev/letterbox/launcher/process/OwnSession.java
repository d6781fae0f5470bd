package dev.letterbox.launcher.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs a command in a session of its own, where there is a program for that (Linux has
 * {@code setsid}, macOS has perl): a terminal's Ctrl-C and hang-up reach the supervisor
 * alone, which then ends its processes in order.
 */
public final class OwnSession {

	private static final String SCRIPT = """
			if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
			if command -v perl >/dev/null 2>&1; then exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV' "$@"; fi
			trap '' HUP INT QUIT; exec "$@\"""";

	private OwnSession() {
	}

	/** The command line that runs the given one in its own session. */
	public static List<String> of(List<String> command) {
		List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "letterbox"));
		wrapped.addAll(command);
		return wrapped;
	}

}
