package dev.letterbox.embeddedstore.query;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import dev.letterbox.embeddedstore.index.StoredIndex;

/**
 * The keys of an index from {@code lower} (inclusive) to {@code upper} (exclusive).
 *
 * @param lower the first key
 * @param upper the end
 * @param point whether {@code lower} is the only possible key
 */
record KeyRange(Bytes lower, Bytes upper, boolean point) {

	static KeyRange all(StoredIndex index) {
		return startingWith(new KeyEncoder().int32(index.entry().keyspace()).toBytes(), false);
	}

	static KeyRange startingWith(Bytes prefix, boolean point) {
		return new KeyRange(prefix, prefix.after(), point);
	}

	/**
	 * Returns the range of an interval after a prefix. The bytes of a descending field
	 * are inverted, so the upper end of the interval comes first.
	 */
	static KeyRange of(Bytes prefix, FieldBounds bounds, boolean ascending) {
		Bytes first = prefix.then(ascending ? bounds.low() : bounds.high().inverted());
		Bytes last = prefix.then(ascending ? bounds.high() : bounds.low().inverted());
		boolean firstInclusive = ascending ? bounds.lowInclusive() : bounds.highInclusive();
		boolean lastInclusive = ascending ? bounds.highInclusive() : bounds.lowInclusive();
		return new KeyRange(firstInclusive ? first : first.after(), lastInclusive ? last.after() : last, false);
	}

	/**
	 * Returns ranges that have the keys of all of these, ascending and disjoint.
	 */
	static List<KeyRange> union(List<KeyRange> ranges) {
		Deque<KeyRange> joined = new ArrayDeque<>();
		for (KeyRange range : ranges.stream().sorted(Comparator.comparing(KeyRange::lower)).toList()) {
			KeyRange last = joined.peekLast();
			if (last == null || range.lower.compareTo(last.upper) >= 0) {
				joined.add(range);
			}
			else if (!range.equals(last)) {
				joined.removeLast();
				Bytes upper = (range.upper.compareTo(last.upper) > 0) ? range.upper : last.upper;
				joined.add(new KeyRange(last.lower, upper, false));
			}
		}
		return List.copyOf(joined);
	}

	boolean contains(Bytes key) {
		return key.compareTo(this.lower) >= 0 && key.compareTo(this.upper) < 0;
	}

	/**
	 * Returns every combination of a prefix and a point, in ascending order.
	 */
	static List<Bytes> extend(List<Bytes> prefixes, List<Bytes> points, boolean ascending) {
		TreeSet<Bytes> extended = new TreeSet<>();
		for (Bytes prefix : prefixes) {
			for (Bytes point : points) {
				extended.add(prefix.then(ascending ? point : point.inverted()));
			}
		}
		return List.copyOf(extended);
	}

}
