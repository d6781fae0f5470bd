package dev.letterbox.meshtests.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table in Markdown.
 */
final class Table {

	private final List<String> lines = new ArrayList<>();

	Table(Collection<String> header) {
		this.lines.add(line(header));
		this.lines.add("|" + " --- |".repeat(header.size()));
	}

	Table row(Collection<String> cells) {
		this.lines.add(line(cells));
		return this;
	}

	private static String line(Collection<String> cells) {
		return cells.stream().map((cell) -> " " + cell + " |").collect(Collectors.joining("", "|", ""));
	}

	boolean isEmpty() {
		return this.lines.size() == 2;
	}

	@Override
	public String toString() {
		return String.join("\n", this.lines) + "\n";
	}

}
