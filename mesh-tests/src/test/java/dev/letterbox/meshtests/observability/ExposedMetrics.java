package dev.letterbox.meshtests.observability;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.letterbox.meshtests.support.Client;

/**
 * The metrics of a process in Prometheus' text format.
 *
 * @param text unchanged
 */
public record ExposedMetrics(String text) {

	private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

	/** The current metrics at a management port. */
	public static ExposedMetrics at(int port) {
		return new ExposedMetrics(
				new Client(URI.create("http://127.0.0.1:" + port)).get("/actuator/prometheus").text());
	}

	/**
	 * The type of each metric whose name has this prefix, without those that end in _max.
	 */
	Map<String, String> types(String prefix) {
		Map<String, String> types = new TreeMap<>();
		TYPE.matcher(this.text)
			.results()
			.filter((it) -> it.group(1).startsWith(prefix) && !it.group(1).endsWith("_max"))
			.forEach((it) -> types.put(it.group(1), it.group(2)));
		return types;
	}

	/** The labels of a metric's samples, without the bounds of histograms. */
	Set<String> labels(String metric) {
		Set<String> labels = new TreeSet<>();
		Pattern sample = Pattern.compile(Pattern.quote(metric) + "(_bucket|_count|_sum|_max)?\\{.*");
		this.text.lines()
			.filter((line) -> sample.matcher(line).matches())
			.forEach((line) -> LABEL.matcher(line).results().forEach((it) -> labels.add(it.group(1))));
		labels.remove("le");
		return labels;
	}

	/** The sum of the samples with this name that have all these labels. */
	public double sum(String name, String... labels) {
		return this.text.lines()
			.filter((line) -> line.startsWith(name + "{") || line.startsWith(name + " "))
			.filter((line) -> Arrays.stream(labels).allMatch(line::contains))
			.collect(Collectors.summingDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))));
	}

}
