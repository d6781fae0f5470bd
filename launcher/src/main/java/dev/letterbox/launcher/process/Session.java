package dev.letterbox.launcher.process;

import java.util.ArrayList;
import java.util.List;

/**
 * The session of the operating system a process is started in.
 */
public enum Session {

	/** That of the caller. */
	SAME {

		@Override
		public List<String> command(List<String> command) {
			return command;
		}

	},

	/**
	 * A new one, where there is a program for that (Linux has {@code setsid}, macOS has
	 * perl): a terminal's Ctrl-C and hang-up reach the supervisor alone, which then ends
	 * its processes in order.
	 */
	OWN {

		@Override
		public List<String> command(List<String> command) {
			return wrapped(SETSID, command);
		}

	},

	/**
	 * A new one with the lowest priority. Linux may schedule by session, and has a file
	 * for the priority of one.
	 */
	OWN_AT_LOWEST_PRIORITY {

		@Override
		public List<String> command(List<String> command) {
			return OWN.command(wrapped(LOWEST_PRIORITY, command));
		}

	};

	private static final String SETSID = """
			if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
			if command -v perl >/dev/null 2>&1; then exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV' "$@"; fi
			trap '' HUP INT QUIT; exec "$@\"""";

	private static final String LOWEST_PRIORITY = """
			{ echo 19 >/proc/self/autogroup; } 2>/dev/null
			exec nice -n 19 "$@\"""";

	/** The command line that runs the given one in this session. */
	public abstract List<String> command(List<String> command);

	private static List<String> wrapped(String script, List<String> command) {
		List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", script, "letterbox"));
		wrapped.addAll(command);
		return wrapped;
	}

}
