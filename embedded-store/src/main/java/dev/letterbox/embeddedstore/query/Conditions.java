package dev.letterbox.embeddedstore.query;

import java.util.List;
import java.util.Objects;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a query by field. Those within {@code $and} are equivalent to
 * top-level ones.
 *
 * @param fields the conditions; a document that matches the query fulfils all
 * @param complete whether a document that fulfils all of them matches the query
 */
record Conditions(Document fields, boolean complete) {

	static Conditions of(Document query) {
		Document fields = new Document();
		boolean complete = add(query, fields);
		return new Conditions(fields, complete);
	}

	private static boolean add(Document query, Document fields) {
		boolean complete = true;
		for (String field : query.keySet()) {
			Object condition = query.get(field);
			if (field.equals("$and") && condition instanceof List<?> clauses) {
				for (Object clause : clauses) {
					complete &= add((Document) clause, fields);
				}
			}
			else {
				complete &= join(fields, field, condition);
			}
		}
		return complete;
	}

	private static boolean join(Document fields, String field, @Nullable Object condition) {
		if (!fields.containsKey(field)) {
			fields.put(field, condition);
			return true;
		}
		if (FieldBounds.isOperators(fields.get(field)) && FieldBounds.isOperators(condition)) {
			Document both = ((Document) Objects.requireNonNull(fields.get(field))).clone();
			both.putAll((Document) Objects.requireNonNull(condition));
			fields.put(field, both);
		}
		return false;
	}

}
