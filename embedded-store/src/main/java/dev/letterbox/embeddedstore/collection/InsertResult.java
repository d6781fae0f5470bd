package dev.letterbox.embeddedstore.collection;

import java.util.List;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * The result of an insert command.
 *
 * @param stored the number of documents stored
 * @param errors the reply's {@code writeErrors}
 * @param failure the first of the errors
 */
public record InsertResult(int stored, List<Document> errors, @Nullable MongoServerError failure) {
}
