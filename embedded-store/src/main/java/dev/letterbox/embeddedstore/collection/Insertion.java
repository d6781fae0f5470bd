package dev.letterbox.embeddedstore.collection;

import java.util.List;
import java.util.function.BiConsumer;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One insert command that is written together with others.
 *
 * @param documents the documents to insert
 * @param ordered whether to stop at the first error
 * @param bytes about the size of the documents
 * @param done called once, with the result when the documents are on disk, or with the
 * failure
 */
public record Insertion(List<Document> documents, boolean ordered, int bytes,
		BiConsumer<@Nullable InsertResult, @Nullable RuntimeException> done) {

	void succeed(InsertResult result) {
		this.done.accept(result, null);
	}

	void fail(RuntimeException failure) {
		this.done.accept(null, failure);
	}

}
