package dev.letterbox.meshtests.bench.load;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;

/**
 * Loads a server for a number of seconds with wrk and the script {@code bench.lua}: a
 * closed loop, in which each connection sends when its last request has been answered.
 */
public final class Wrk {

	/** Longer than wrk takes to connect and to report. */
	private static final Duration OVERHEAD = Duration.ofSeconds(30);

	private static final Path SCRIPT = Project.file("mesh-tests/bench.lua");

	private final int seconds;

	public Wrk(int seconds) {
		this.seconds = seconds;
	}

	/** Runs wrk once; {@code arguments} are the script's. */
	public WrkReport load(URI server, int connections, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of("wrk", "-t", (connections > 1) ? "2" : "1", "-c", String.valueOf(connections), "-d",
						this.seconds + "s", "--latency", "-s", SCRIPT.toString(), server.toString(), "--"));
		command.addAll(List.of(arguments));
		return WrkReport.parse(Program.run(Project.ROOT, Duration.ofSeconds(this.seconds).plus(OVERHEAD), command));
	}

}
