package dev.letterbox.meshtests.bench.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The output of wrk.
 *
 * @param answers of any status
 * @param refused answers whose status is neither 2xx nor 3xx
 * @param broken connections that could not be opened, read or written
 * @param timeouts answers that took more than two seconds, which wrk counts among the
 * answers too
 * @param perSecond answers of any status per second
 * @param p50 median latency in milliseconds
 * @param p99 99th percentile in milliseconds
 */
public record WrkReport(long answers, long refused, long broken, long timeouts, double perSecond, double p50,
		double p99) {

	private static final Pattern ANSWERS = Pattern.compile("(\\d+) requests in ");

	private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

	private static final Pattern BROKEN = Pattern
		.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

	private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

	/** Reads what {@code wrk --latency} prints. */
	public static WrkReport parse(String text) {
		Matcher broken = BROKEN.matcher(text);
		boolean errors = broken.find();
		long sockets = errors ? number(broken, 1) + number(broken, 2) + number(broken, 3) : 0;
		Matcher refused = REFUSED.matcher(text);
		return new WrkReport(number(find(ANSWERS, text), 1), refused.find() ? number(refused, 1) : 0, sockets,
				errors ? number(broken, 4) : 0, Double.parseDouble(find(RATE, text).group(1)), millis("50%", text),
				millis("99%", text));
	}

	/** Answers of status 2xx or 3xx per second. */
	public double rate() {
		return (this.answers == 0) ? 0 : this.perSecond * (this.answers - this.refused) / this.answers;
	}

	/** Refused requests and broken connections. */
	public long errors() {
		return this.refused + this.broken;
	}

	private static double millis(String percentile, String text) {
		Matcher matcher = find(Pattern.compile("(?m)^\\s+" + percentile + "\\s+([\\d.]+)(us|ms|s|m|h) *$"), text);
		double unit = switch (matcher.group(2)) {
			case "us" -> 0.001;
			case "ms" -> 1;
			case "s" -> 1_000;
			case "m" -> 60_000;
			default -> 3_600_000;
		};
		return Double.parseDouble(matcher.group(1)) * unit;
	}

	private static long number(Matcher matcher, int group) {
		return Long.parseLong(matcher.group(group));
	}

	private static Matcher find(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		if (!matcher.find()) {
			throw new IllegalArgumentException("No " + pattern + " in the output of wrk:\n" + text);
		}
		return matcher;
	}

}
