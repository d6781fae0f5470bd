package dev.letterbox.embeddedstore.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import dev.letterbox.embeddedstore.index.StoredIndex;
import org.jspecify.annotations.Nullable;

/**
 * A query plan: the index to scan, the ranges and direction of the scan, and whether it
 * returns the requested order.
 *
 * @param index the index to scan
 * @param ranges the ranges to scan, ascending and disjoint
 * @param backwards whether the scan is descending
 * @param sorted whether the scan returns the requested order
 * @param score how much of the query the index covers; zero is a collection scan
 * @param exact whether every document in the ranges matches the query
 */
public record QueryPlan(StoredIndex index, List<KeyRange> ranges, boolean backwards, boolean sorted, int score,
		boolean exact) {

	private static final int MOST_RANGES = 10_000;

	private static final int MOST_KEYS_OF_SHORT_SCAN = 128;

	/**
	 * Returns the best plan. Indexes with more fields bound to values are preferred, then
	 * those with a range, then those in the requested order.
	 * @param indexes all indexes, the one on {@code _id} first
	 */
	public static QueryPlan of(List<StoredIndex> indexes, Document query, @Nullable Document sort) {
		QueryPlan scan = scan(indexes.getFirst());
		if (sort != null && sort.containsKey("$natural")) {
			boolean backwards = sort.get("$natural") instanceof Number direction && direction.intValue() < 0;
			return new QueryPlan(scan.index, scan.ranges, backwards, true, 0, false);
		}
		Document order = (sort != null) ? sort : new Document();
		Conditions conditions = Conditions.of(query);
		QueryPlan best = new QueryPlan(scan.index, scan.ranges, false, order.isEmpty(), 0,
				conditions.complete() && conditions.fields().isEmpty());
		for (StoredIndex index : indexes) {
			if (index.isScannable() || isScannableByElement(index, conditions, order)) {
				QueryPlan plan = of(index, conditions, order);
				best = (plan.score > best.score) ? plan : best;
			}
		}
		QueryPlan union = (best.score == 0 && order.isEmpty()) ? union(indexes, query) : null;
		return (union != null) ? union : best;
	}

	/**
	 * Returns the plan of a query for any of several conditions that the same index
	 * answers, or null if it is another query.
	 */
	private static @Nullable QueryPlan union(List<StoredIndex> indexes, Document query) {
		if (!(query.get("$or") instanceof List<?> alternatives) || alternatives.isEmpty()) {
			return null;
		}
		List<KeyRange> ranges = new ArrayList<>();
		QueryPlan last = null;
		for (Object alternative : alternatives) {
			QueryPlan plan = of(indexes, (Document) alternative, null);
			boolean joins = last == null || last.index == plan.index;
			if (!joins || plan.score == 0 || !plan.index.isScannable() || ranges.size() > MOST_RANGES) {
				return null;
			}
			ranges.addAll(plan.ranges);
			last = plan;
		}
		return new QueryPlan(Objects.requireNonNull(last).index, KeyRange.union(ranges), false, true, last.score,
				false);
	}

	/**
	 * Returns the plan of a collection scan.
	 */
	public static QueryPlan scan(StoredIndex primary) {
		return new QueryPlan(primary, List.of(KeyRange.all(primary)), false, true, 0, false);
	}

	/**
	 * Returns whether a scan of a multikey index visits every match. It does if the query
	 * binds the index's first field to values and the index has no other fields than
	 * {@code _id}, which is never an array: a document has at most one key per element.
	 * With several values it may visit a match once for each, and {@link IndexScan}
	 * returns the first visit. The order of an array is not that of the bound element, so
	 * a sort by the field is left to the sorter.
	 */
	private static boolean isScannableByElement(StoredIndex index, Conditions conditions, Document order) {
		Document query = conditions.fields();
		List<IndexKey> keys = index.getKeys();
		String field = keys.getFirst().getKey();
		if (index.isSparse() || order.containsKey(field) || !query.containsKey(field)
				|| !keys.stream().skip(1).allMatch((key) -> key.getKey().equals("_id"))) {
			return false;
		}
		FieldBounds bounds = FieldBounds.of(query.get(field));
		return bounds != null && bounds.points() != null;
	}

	private static QueryPlan of(StoredIndex index, Conditions conditions, Document order) {
		Document query = conditions.fields();
		List<Bytes> prefixes = List.of(new KeyEncoder().int32(index.entry().keyspace()).toBytes());
		List<KeyRange> ranges = new ArrayList<>();
		Set<String> fixed = new HashSet<>();
		int score = 0;
		int bound = 0;
		int exact = 0;
		for (IndexKey key : index.getKeys()) {
			FieldBounds bounds = query.containsKey(key.getKey()) ? FieldBounds.of(query.get(key.getKey())) : null;
			List<Bytes> points = (bounds != null) ? bounds.points() : null;
			if (bounds == null || (points != null && prefixes.size() * points.size() > MOST_RANGES)) {
				break;
			}
			exact += bounds.exact() ? 1 : 0;
			if (points == null) {
				prefixes.forEach((prefix) -> ranges.add(KeyRange.of(prefix, bounds, key.isAscending())));
				score += 2;
				break;
			}
			prefixes = KeyRange.extend(prefixes, points, key.isAscending());
			if (points.size() == 1) {
				fixed.add(key.getKey());
			}
			score += 4;
			bound++;
		}
		if (ranges.isEmpty()) {
			boolean whole = index.isUnique() && bound == index.getKeys().size();
			prefixes.forEach((prefix) -> ranges.add(KeyRange.startingWith(prefix, whole)));
		}
		int direction = direction(index, order, fixed);
		boolean sorted = direction != 0;
		return new QueryPlan(index, List.copyOf(ranges), direction < 0, sorted,
				score + ((sorted && !order.isEmpty()) ? 1 : 0),
				index.isScannable() && conditions.complete() && exact == query.size());
	}

	/**
	 * Returns 1 if the index has the requested order, -1 if it has the reverse order, 0
	 * if it has neither.
	 */
	private static int direction(StoredIndex index, Document order, Set<String> fixed) {
		List<IndexKey> keys = new ArrayList<>(index.getKeys());
		if (!index.isUnique()) {
			keys.add(new IndexKey("_id", true));
		}
		keys.removeIf((key) -> fixed.contains(key.getKey()));
		int direction = 0;
		int next = 0;
		for (String field : order.keySet()) {
			if (fixed.contains(field)) {
				continue;
			}
			if (next == keys.size()) {
				// the whole index key has been compared, and it is unique
				break;
			}
			IndexKey key = keys.get(next++);
			boolean ascending = order.get(field) instanceof Number number && number.doubleValue() > 0;
			int wanted = (key.isAscending() == ascending) ? 1 : -1;
			if (!key.getKey().equals(field) || direction == -wanted) {
				return 0;
			}
			direction = wanted;
		}
		return (direction == 0) ? 1 : direction;
	}

	/**
	 * Returns whether a scan examines few keys, as all that it examines match.
	 * @param limit the maximum number of matches, or 0 for all
	 */
	public boolean isShort(int skip, int limit) {
		return this.exact && this.sorted && limit > 0 && skip <= MOST_KEYS_OF_SHORT_SCAN - limit
				&& this.ranges.size() <= MOST_KEYS_OF_SHORT_SCAN;
	}

	/**
	 * Describes this plan in the format of MongoDB's {@code explain}.
	 */
	public Document describe() {
		boolean scan = this.score == 0 && this.index.isPrimary();
		Document plan = scan ? new Document("stage", "COLLSCAN")
				: new Document("stage", "FETCH").append("inputStage",
						new Document("stage", "IXSCAN").append("keyPattern", this.index.pattern())
							.append("indexName", this.index.getName())
							.append("direction", this.backwards ? "backward" : "forward"));
		return this.sorted ? plan : new Document("stage", "SORT").append("inputStage", plan);
	}

}
