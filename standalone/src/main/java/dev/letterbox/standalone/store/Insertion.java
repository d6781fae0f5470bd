package dev.letterbox.standalone.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
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
		int stored = 0;
		for (int i = 0; i < this.rows.size(); i++) {
			Document error = apply(this.rows.get(i), changes);
			if (error == null) {
				stored++;
				continue;
			}
			Document indexed = new Document("index", i);
			indexed.putAll(error);
			errors.add(indexed);
			if (ordered) {
				break;
			}
		}
		return new Outcome(stored, errors);
	}

	private static @Nullable Document apply(Row row, Changes changes) {
		if (row.fault() != null) {
			return row.fault();
		}
		for (Write write : row.writes()) {
			if (write.isUnique() && changes.contains(write.key())) {
				return write.duplicate();
			}
		}
		row.writes().forEach((write) -> changes.put(write.key(), write.value()));
		changes.count(1, row.writes().getFirst().value().length());
		return null;
	}

	private static Row row(StoreCollection collection, Document document) {
		try {
			Document complete = collection.complete(document);
			return new Row(collection.indexes().writes(complete), null);
		}
		catch (MongoServerError ex) {
			return new Row(List.of(), error(ex));
		}
	}

	private static Document error(MongoServerError error) {
		return new Document("code", error.getCode()).append("codeName", error.getCodeName())
			.append("errmsg", error.getMessageWithoutErrorCode());
	}

	/**
	 * One entry that a document has in the store: itself, or its key in an index.
	 */
	record Write(StoredIndex index, KeyValue row, Bytes key, Bytes value) {

		boolean isUnique() {
			return this.index.isUnique();
		}

		private Document duplicate() {
			Document values = new Document();
			for (int i = 0; i < this.row.size(); i++) {
				values.put(this.index.getKeys().get(i).getKey(), this.row.get(i));
			}
			MongoServerError error = this.index.duplicate(this.row);
			return error(error).append("keyPattern", this.index.pattern()).append("keyValue", values);
		}

	}

	/**
	 * What became of an insert command.
	 *
	 * @param stored the number of documents stored
	 * @param errors the reply's {@code writeErrors}
	 */
	record Outcome(int stored, List<Document> errors) {
	}

	private record Row(List<Write> writes, @Nullable Document fault) {
	}

}
