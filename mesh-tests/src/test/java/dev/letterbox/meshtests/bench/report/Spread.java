package dev.letterbox.meshtests.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * The median of some figures, and how far they lie apart.
 *
 * @param median the middle figure, or the mean of the two in the middle
 * @param least the smallest
 * @param most the largest
 */
public record Spread(double median, double least, double most) {

	/** The spread of at least one figure. */
	public static Spread of(List<Double> figures) {
		if (figures.isEmpty()) {
			throw new IllegalArgumentException("No figures");
		}
		List<Double> sorted = figures.stream().sorted().toList();
		int middle = sorted.size() / 2;
		double median = (sorted.size() % 2 == 1) ? sorted.get(middle)
				: (sorted.get(middle - 1) + sorted.get(middle)) / 2;
		return new Spread(median, sorted.getFirst(), sorted.getLast());
	}

	/** The median, and the range in brackets, with this many decimals. */
	public String text(int decimals) {
		String format = "%,." + decimals + "f";
		String range = String.format(Locale.ROOT, format + "-" + format, this.least, this.most);
		return median(decimals) + " (" + range + ")";
	}

	/** The median with this many decimals. */
	public String median(int decimals) {
		return String.format(Locale.ROOT, "%,." + decimals + "f", this.median);
	}

}
