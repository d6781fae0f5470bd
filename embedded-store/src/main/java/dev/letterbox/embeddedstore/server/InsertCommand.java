package dev.letterbox.embeddedstore.server;

import java.util.List;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.letterbox.embeddedstore.collection.InsertResult;

/**
 * An insert command.
 *
 * @param collection the name of the collection
 * @param documents the documents to insert
 * @param ordered whether to stop at the first error
 */
record InsertCommand(String collection, List<Document> documents, boolean ordered) {

	static InsertCommand of(Document command) {
		String name = String.valueOf(command.get("insert"));
		if (name.startsWith("system.")) {
			throw new MongoServerError(16459, "attempt to insert in system namespace");
		}
		@SuppressWarnings("unchecked")
		List<Document> documents = (List<Document>) command.getOrDefault("documents", List.of());
		return new InsertCommand(name, documents, Utils.isTrue(command.getOrDefault("ordered", true)));
	}

	// The library counts the whole batch, even if an ordered insert stopped early.
	static Document reply(InsertResult result) {
		Document reply = new Document("n", result.stored());
		if (!result.errors().isEmpty()) {
			reply.put("writeErrors", result.errors());
		}
		Utils.markOkay(reply);
		return reply;
	}

}
