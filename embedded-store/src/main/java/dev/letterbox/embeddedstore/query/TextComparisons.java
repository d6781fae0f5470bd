package dev.letterbox.embeddedstore.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;

/**
 * Compares texts in queries by code point, as MongoDB and the indexes do. The library
 * compares UTF-16 units, which puts U+E000 to U+FFFF behind all supplementary characters,
 * and would discard documents that a scan has found.
 */
public final class TextComparisons {

	private static final List<String> OPERATORS = List.of("$gt", "$gte", "$lt", "$lte");

	private TextComparisons() {
	}

	/**
	 * Returns whether a document satisfies a query.
	 * @param others decides about the conditions that compare no texts
	 */
	public static boolean match(Document document, Document query, Predicate<Document> others) {
		if (!appearsIn(query)) {
			return others.test(query);
		}
		Document rest = new Document();
		for (Map.Entry<String, Object> condition : query.entrySet()) {
			if (condition.getKey().equals("$and") && condition.getValue() instanceof List<?> clauses) {
				if (!clauses.stream().allMatch((clause) -> match(document, (Document) clause, others))) {
					return false;
				}
			}
			else if (isTextComparison(condition.getValue())
					&& Utils.getSubdocumentValueCollectionAware(document, condition.getKey()) instanceof String text) {
				Document operators = ((Document) condition.getValue()).clone();
				if (!takeComparisons(operators, text)) {
					return false;
				}
				if (!operators.isEmpty()) {
					rest.put(condition.getKey(), operators);
				}
			}
			else {
				rest.put(condition.getKey(), condition.getValue());
			}
		}
		return rest.isEmpty() || others.test(rest);
	}

	private static boolean appearsIn(Document query) {
		for (Map.Entry<String, Object> condition : query.entrySet()) {
			if (isTextComparison(condition.getValue())
					|| (condition.getKey().equals("$and") && condition.getValue() instanceof List<?> clauses
							&& clauses.stream().anyMatch((clause) -> appearsIn((Document) clause)))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isTextComparison(Object condition) {
		return condition instanceof Document operators && FieldBounds.isOperators(operators)
				&& OPERATORS.stream().anyMatch((operator) -> operators.get(operator) instanceof String);
	}

	/**
	 * Removes the comparisons with texts and returns whether the text satisfies them.
	 */
	private static boolean takeComparisons(Document operators, String text) {
		boolean satisfied = true;
		for (String operator : new ArrayList<>(operators.keySet())) {
			if (OPERATORS.contains(operator) && operators.get(operator) instanceof String operand) {
				int order = KeyEncoder.keyOf(text).compareTo(KeyEncoder.keyOf(operand));
				satisfied &= switch (operator) {
					case "$gt" -> order > 0;
					case "$gte" -> order >= 0;
					case "$lt" -> order < 0;
					default -> order <= 0;
				};
				operators.remove(operator);
			}
		}
		return satisfied;
	}

}
