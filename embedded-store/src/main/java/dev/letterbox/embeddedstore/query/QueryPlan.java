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
 * How a query is answered: which parts of which index are walked, in which direction, and
 * whether that gives the order asked for.
 *
 * @param index the index walked
 * @param ranges the parts of it, ascending and apart from each other
 * @param backwards whether they are walked from the last to the first
 * @param sorted whether the documents come in the order asked for
 * @param score how much of the query the index answers; zero means a scan of the whole
 * collection
 */
public record QueryPlan(StoredIndex index, List<KeyRange> ranges, boolean backwards, boolean sorted, int score) {

	private static final int MOST_RANGES = 10_000;

	/**
	 * Returns the best plan: an index with more fields fixed wins over one with fewer,
	 * then one with a range, then one in the order asked for.
	 */
	public static QueryPlan of(List<StoredIndex> indexes, Document query, @Nullable Document sort) {
		QueryPlan scan = scan(indexes.getFirst());
		if (sort != null && sort.containsKey("$natural")) {
			boolean backwards = sort.get("$natural") instanceof Number direction && direction.intValue() < 0;
			return new QueryPlan(scan.index, scan.ranges, backwards, true, 0);
		}
		Document order = (sort != null) ? sort : new Document();
		Document conditions = conditions(query);
		QueryPlan best = new QueryPlan(scan.index, scan.ranges, false, order.isEmpty(), 0);
		for (StoredIndex index : indexes) {
			if (index.isScannable()) {
				QueryPlan plan = of(index, conditions, order);
				best = (plan.score > best.score) ? plan : best;
			}
		}
		return best;
	}

	/**
	 * Returns the plan that meets every document.
	 */
	public static QueryPlan scan(StoredIndex primary) {
		return new QueryPlan(primary, List.of(KeyRange.all(primary)), false, true, 0);
	}

	// What stands within $and binds as what stands beside it does.
	private static Document conditions(Document query) {
		Document conditions = new Document();
		query.forEach((field, condition) -> {
			if (field.equals("$and") && condition instanceof List<?> clauses) {
				clauses.forEach((clause) -> conditions((Document) clause)
					.forEach((inner, value) -> join(conditions, inner, value)));
			}
			else {
				join(conditions, field, condition);
			}
		});
		return conditions;
	}

	private static void join(Document conditions, String field, @Nullable Object condition) {
		if (!conditions.containsKey(field)) {
			conditions.put(field, condition);
		}
		else if (FieldBounds.isOperators(conditions.get(field)) && FieldBounds.isOperators(condition)) {
			Document both = ((Document) Objects.requireNonNull(conditions.get(field))).clone();
			both.putAll((Document) Objects.requireNonNull(condition));
			conditions.put(field, both);
		}
	}

	private static QueryPlan of(StoredIndex index, Document query, Document order) {
		List<Bytes> prefixes = List.of(new KeyEncoder().int32(index.entry().keyspace()).toBytes());
		List<KeyRange> ranges = new ArrayList<>();
		Set<String> fixed = new HashSet<>();
		int score = 0;
		int bound = 0;
		for (IndexKey key : index.getKeys()) {
			FieldBounds bounds = query.containsKey(key.getKey()) ? FieldBounds.of(query.get(key.getKey())) : null;
			List<Bytes> points = (bounds != null) ? bounds.points() : null;
			if (bounds == null || (points != null && prefixes.size() * points.size() > MOST_RANGES)) {
				break;
			}
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
				score + ((sorted && !order.isEmpty()) ? 1 : 0));
	}

	/**
	 * Returns 1 if the index has the order asked for, -1 if it has it backwards, 0 if it
	 * has not.
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
				// all that is in the index has been compared: no two documents are equal
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
	 * Describes this plan as MongoDB's {@code explain} does.
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
