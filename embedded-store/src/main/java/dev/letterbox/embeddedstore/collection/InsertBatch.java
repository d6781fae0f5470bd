package dev.letterbox.embeddedstore.collection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.InvalidIdFieldError;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.index.IndexEntry;
import dev.letterbox.embeddedstore.storage.PendingWrites;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one insert command with their index entries, computed before any key
 * is locked or written.
 */
final class InsertBatch {

	private final List<Row> rows = new ArrayList<>();

	private final Set<Bytes> uniqueKeys = new HashSet<>();

	private final List<Document> documents;

	private final boolean ordered;

	InsertBatch(CollectionIndexes indexes, List<Document> documents, boolean ordered) {
		this.documents = documents;
		this.ordered = ordered;
		for (Document document : documents) {
			Row row = row(indexes, document);
			this.rows.add(row);
			row.entries().stream().filter(IndexEntry::isUnique).map(IndexEntry::key).forEach(this.uniqueKeys::add);
		}
	}

	/**
	 * Returns the document as it is stored: with {@code _id} as its first field.
	 */
	static Document withId(Document document, @Nullable String idField) {
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

	List<Document> documents() {
		return this.documents;
	}

	/**
	 * Returns the unique keys of these documents. They must be locked while the documents
	 * are checked and written.
	 */
	Set<Bytes> uniqueKeys() {
		return this.uniqueKeys;
	}

	/**
	 * Adds the documents that can be stored to the changes and reports the others. An
	 * ordered insert stops at the first error.
	 */
	InsertResult apply(PendingWrites changes) {
		List<Document> errors = new ArrayList<>();
		MongoServerError first = null;
		int stored = 0;
		for (int i = 0; i < this.rows.size(); i++) {
			Row row = this.rows.get(i);
			IndexEntry taken = taken(row, changes);
			MongoServerError fault = (taken != null) ? taken.duplicateKeyError() : row.fault();
			if (fault == null) {
				row.entries().forEach((entry) -> changes.put(entry.key(), entry.value()));
				changes.count(1, row.entries().getFirst().value().length());
				stored++;
				continue;
			}
			first = (first != null) ? first : fault;
			errors.add(error(i, fault, taken));
			if (this.ordered) {
				break;
			}
		}
		return new InsertResult(stored, errors, first);
	}

	private static @Nullable IndexEntry taken(Row row, PendingWrites changes) {
		for (IndexEntry entry : row.entries()) {
			if (entry.isUnique() && changes.contains(entry.key())) {
				return entry;
			}
		}
		return null;
	}

	private static Row row(CollectionIndexes indexes, Document document) {
		try {
			return new Row(indexes.entries(withId(document, indexes.documentKeys().idField())), null);
		}
		catch (MongoServerError ex) {
			return new Row(List.of(), ex);
		}
	}

	private static Document error(int index, MongoServerError fault, @Nullable IndexEntry taken) {
		Document error = new Document("index", index).append("code", fault.getCode())
			.append("codeName", fault.getCodeName())
			.append("errmsg", fault.getMessageWithoutErrorCode());
		if (taken != null) {
			error.append("keyPattern", taken.index().pattern()).append("keyValue", taken.values());
		}
		return error;
	}

	private record Row(List<IndexEntry> entries, @Nullable MongoServerError fault) {
	}

}
