package dev.letterbox.embeddedstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.InvalidIdFieldError;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one insert command with their keys, made before anything is locked or
 * written.
 */
final class Insertion {

	private final List<Row> rows = new ArrayList<>();

	private final Set<Bytes> uniqueKeys = new HashSet<>();

	Insertion(StoreCollection collection, List<Document> documents) {
		for (Document document : documents) {
			Row row = row(collection, document);
			this.rows.add(row);
			row.writes().stream().filter(Write::isUnique).map(Write::key).forEach(this.uniqueKeys::add);
		}
	}

	/**
	 * Returns the document as it is stored: with an {@code _id}, as its first field.
	 */
	static Document complete(Document document, @Nullable String idField) {
		if (document.get("_id") instanceof Collection) {
			throw new InvalidIdFieldError("The '_id' value cannot be of type array");
		}
		if (!"_id".equals(idField) || document.keySet().stream().findFirst().filter("_id"::equals).isPresent()) {
			return document;
		}
		Document complete = new Document("_id", document.containsKey("_id") ? document.get("_id") : new ObjectId());
		document.forEach(complete::putIfAbsent);
		return complete;
	}

	/**
	 * Returns every unique key of these documents; they are to be held while the
	 * documents are checked and written.
	 */
	Set<Bytes> uniqueKeys() {
		return this.uniqueKeys;
	}

	/**
	 * Adds to the changes what can be stored, and says what cannot; an ordered insert
	 * ends at the first error.
	 */
	Outcome apply(Changes changes, boolean ordered) {
		List<Document> errors = new ArrayList<>();
		MongoServerError first = null;
		int stored = 0;
		for (int i = 0; i < this.rows.size(); i++) {
			Row row = this.rows.get(i);
			Write taken = taken(row, changes);
			MongoServerError fault = (taken != null) ? taken.duplicate() : row.fault();
			if (fault == null) {
				row.writes().forEach((write) -> changes.put(write.key(), write.value()));
				changes.count(1, row.writes().getFirst().value().length());
				stored++;
				continue;
			}
			first = (first != null) ? first : fault;
			errors.add(error(i, fault, taken));
			if (ordered) {
				break;
			}
		}
		return new Outcome(stored, errors, first);
	}

	private static @Nullable Write taken(Row row, Changes changes) {
		for (Write write : row.writes()) {
			if (write.isUnique() && changes.contains(write.key())) {
				return write;
			}
		}
		return null;
	}

	private static Row row(StoreCollection collection, Document document) {
		try {
			return new Row(collection.indexes().writes(complete(document, collection.getIdField())), null);
		}
		catch (MongoServerError ex) {
			return new Row(List.of(), ex);
		}
	}

	private static Document error(int index, MongoServerError fault, @Nullable Write taken) {
		Document error = new Document("index", index).append("code", fault.getCode())
			.append("codeName", fault.getCodeName())
			.append("errmsg", fault.getMessageWithoutErrorCode());
		if (taken != null) {
			error.append("keyPattern", taken.index().pattern()).append("keyValue", taken.values());
		}
		return error;
	}

	/**
	 * One entry that a document has in the store: itself, or its key in an index.
	 */
	record Write(StoredIndex index, KeyValue row, Bytes key, Bytes value) {

		boolean isUnique() {
			return this.index.isUnique();
		}

		private MongoServerError duplicate() {
			return this.index.duplicate(this.row);
		}

		private Document values() {
			Document values = new Document();
			for (int i = 0; i < this.row.size(); i++) {
				values.put(this.index.getKeys().get(i).getKey(), this.row.get(i));
			}
			return values;
		}

	}

	/**
	 * What became of an insert command.
	 *
	 * @param stored the number of documents stored
	 * @param errors the reply's {@code writeErrors}
	 * @param failure the first of the errors
	 */
	record Outcome(int stored, List<Document> errors, @Nullable MongoServerError failure) {
	}

	private record Row(List<Write> writes, @Nullable MongoServerError fault) {
	}

}
