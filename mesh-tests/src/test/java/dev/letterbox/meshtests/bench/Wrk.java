package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;

/**
 * Loads a server for a number of seconds with wrk and the script {@code bench.lua}.
 */
final class Wrk {

	private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

	private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");

	private static final Pattern MEDIAN = Pattern.compile("50%\\s+([\\d.]+)(us|ms|s)");

	private static final Pattern ERRORS = Pattern.compile("(Non-2xx or 3xx responses: \\d+|Socket errors: .*)");

	/** Longer than wrk takes to connect and to report. */
	private static final Duration OVERHEAD = Duration.ofSeconds(30);

	private final Path script = Path.of(System.getProperty("script"));

	private final int seconds;

	Wrk(int seconds) {
		this.seconds = seconds;
	}

	/** Runs wrk once; {@code arguments} are the script's. */
	Report load(URI server, int connections, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of("wrk", "-t", (connections > 1) ? "2" : "1", "-c", String.valueOf(connections), "-d",
						this.seconds + "s", "--latency", "-s", this.script.toString(), server.toString(), "--"));
		command.addAll(List.of(arguments));
		Report report = new Report(Program.run(Project.ROOT, Duration.ofSeconds(this.seconds).plus(OVERHEAD), command));
		ERRORS.matcher(report.text())
			.results()
			.forEach((error) -> System.err.printf("  %s: %s%n", String.join(" ", arguments), error.group(1)));
		return report;
	}

	/**
	 * The output of wrk.
	 *
	 * @param text unchanged
	 */
	record Report(String text) {

		/** Answers per second. */
		double rate() {
			return Double.parseDouble(find(RATE).group(1));
		}

		/** The number of answers. */
		long count() {
			return Long.parseLong(find(COUNT).group(1));
		}

		/** The median latency in milliseconds. */
		double medianMillis() {
			Matcher matcher = find(MEDIAN);
			double unit = switch (matcher.group(2)) {
				case "us" -> 0.001;
				case "ms" -> 1;
				default -> 1000;
			};
			return Double.parseDouble(matcher.group(1)) * unit;
		}

		private Matcher find(Pattern pattern) {
			Matcher matcher = pattern.matcher(this.text);
			if (!matcher.find()) {
				throw new IllegalStateException(this.text);
			}
			return matcher;
		}

	}

}
