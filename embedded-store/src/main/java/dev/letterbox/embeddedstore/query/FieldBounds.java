package dev.letterbox.embeddedstore.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The index bounds of one field of a query: the values it may have, or the interval it
 * lies in, encoded. The bounds may be wider than the query; unless those of all its
 * fields are exact, every document found is matched against the whole query.
 *
 * @param points the allowed values, or null for an interval
 * @param low the lower end of the interval
 * @param lowInclusive whether the lower end belongs to the interval
 * @param high the upper end of the interval
 * @param highInclusive whether the upper end belongs to the interval
 * @param exact whether exactly the values within the bounds fulfil the condition
 */
record FieldBounds(@Nullable List<Bytes> points, Bytes low, boolean lowInclusive, Bytes high, boolean highInclusive,
		boolean exact) {

	private static final Bytes NOTHING = new Bytes(new byte[0]);

	/**
	 * Returns the bounds of a condition, or null if no index can answer it.
	 */
	static @Nullable FieldBounds of(@Nullable Object condition) {
		if (!isOperators(condition) || !(condition instanceof Document operators)) {
			return isPoint(condition) ? points(isExact(condition), condition) : null;
		}
		if (operators.containsKey("$eq")) {
			Object value = operators.get("$eq");
			return isPoint(value) ? points(operators.size() == 1 && isExact(value), value) : null;
		}
		if (operators.get("$in") instanceof Collection<?> values) {
			boolean exact = operators.size() == 1 && values.stream().allMatch(FieldBounds::isExact);
			return values.stream().allMatch(FieldBounds::isPoint) ? points(exact, values.toArray()) : null;
		}
		return interval(operators);
	}

	static boolean isOperators(@Nullable Object condition) {
		return condition instanceof Document document && !document.isEmpty()
				&& document.keySet().iterator().next().startsWith("$");
	}

	private static FieldBounds points(boolean exact, @Nullable Object... values) {
		TreeSet<Bytes> keys = new TreeSet<>();
		for (Object value : values) {
			keys.add(KeyEncoder.keyOf(value));
		}
		return new FieldBounds(List.copyOf(keys), NOTHING, false, NOTHING, false, exact);
	}

	// A comparison matches only values of its operand's type, so the type tag
	// bounds a missing end.
	private static @Nullable FieldBounds interval(Document operators) {
		List<Integer> tags = new ArrayList<>();
		Bytes low = null;
		Bytes high = null;
		boolean lowInclusive = true;
		boolean highInclusive = true;
		boolean exact = true;
		for (Map.Entry<String, Object> operator : operators.entrySet()) {
			boolean above = operator.getKey().equals("$gt") || operator.getKey().equals("$gte");
			boolean below = operator.getKey().equals("$lt") || operator.getKey().equals("$lte");
			if (above || below) {
				if (!isComparable(operator.getValue())) {
					return null;
				}
				tags.add(KeyEncoder.tag(operator.getValue()));
			}
			exact &= ((above && low == null) || (below && high == null)) && isExact(operator.getValue());
			if (above) {
				low = KeyEncoder.keyOf(operator.getValue());
				lowInclusive = operator.getKey().equals("$gte");
			}
			if (below) {
				high = KeyEncoder.keyOf(operator.getValue());
				highInclusive = operator.getKey().equals("$lte");
			}
		}
		if (tags.isEmpty() || tags.stream().distinct().count() > 1) {
			return null;
		}
		Bytes tag = new KeyEncoder().int8(tags.getFirst()).toBytes();
		if (low == null && exact && tags.getFirst() == KeyEncoder.tag(Double.NaN)) {
			// NaN sorts before all numbers and is less than none.
			low = KeyEncoder.keyOf(Double.NaN);
			lowInclusive = false;
		}
		return new FieldBounds(null, (low != null) ? low : tag, low == null || lowInclusive,
				(high != null) ? high : tag, high == null || highInclusive, exact);
	}

	// The types whose values are equal exactly if their keys are. Null is not one of
	// them: it matches a missing field, too.
	private static boolean isExact(@Nullable Object value) {
		return value instanceof String || value instanceof Long || value instanceof Integer || value instanceof ObjectId
				|| value instanceof BinData || (value instanceof Double number && !number.isNaN());
	}

	private static boolean isPoint(@Nullable Object value) {
		return !(value instanceof Collection) && !(value instanceof BsonRegularExpression)
				&& !(value instanceof Document document && document.containsKey("$regex"));
	}

	private static boolean isComparable(@Nullable Object value) {
		return value != null && !(value instanceof Map) && isPoint(value) && !(value instanceof MinKey)
				&& !(value instanceof MaxKey);
	}

}
