package dev.letterbox.embeddedstore.server;

import java.util.List;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.collection.StoreCollection;
import dev.letterbox.embeddedstore.query.FindCursor;
import dev.letterbox.embeddedstore.storage.NotInMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * A find command.
 *
 * @param collection the name of the collection
 * @param filter the query
 * @param sort the requested order, if any
 * @param skip the number of matches to skip
 * @param limit the maximum number of matches, or 0 for all
 * @param projection what to return of a match, if not all
 * @param batchSize the size of the first batch, 0 for the largest, or -1 for none
 * @param singleBatch whether the rest of the matches is not wanted
 */
record FindCommand(String collection, Document filter, @Nullable Document sort, int skip, int limit,
		@Nullable Document projection, int batchSize, boolean singleBatch) {

	static FindCommand of(Document command) {
		boolean none = command.get("batchSize") instanceof Number size && size.intValue() == 0;
		return new FindCommand(String.valueOf(command.get("find")),
				(Document) command.getOrDefault("filter", new Document()), (Document) command.get("sort"),
				number(command, "skip"), number(command, "limit"), (Document) command.get("projection"),
				none ? -1 : number(command, "batchSize"), Utils.isTrue(command.get("singleBatch")));
	}

	private static int number(Document command, String field) {
		return (command.get(field) instanceof Number number) ? Math.abs(number.intValue()) : 0;
	}

	FindCursor open(StoreCollection in) {
		return in.find(this.filter, this.sort, this.skip, this.limit, this.projection);
	}

	/**
	 * Returns the reply with the first batch. The cursor is registered if there are more.
	 * @param in the collection, or null if it does not exist
	 * @param batchBytes at how many bytes the batch takes no further document
	 */
	Document reply(String database, @Nullable StoreCollection in, CursorRegistry cursors, long batchBytes) {
		return reply(database, (in != null) ? open(in) : null, cursors, batchBytes);
	}

	/**
	 * Returns the reply if all of it is in memory and the scan is short, else null.
	 */
	@Nullable Document replyFromMemory(String database, StoreCollection in, long batchBytes) {
		if (this.batchSize != 0 && this.batchSize < this.limit) {
			return null;
		}
		FindCursor cursor = in.findInMemory(this.filter, this.sort, this.skip, this.limit, this.projection);
		if (cursor == null) {
			return null;
		}
		try {
			List<Document> batch = cursor.takeDocuments(0, batchBytes);
			return cursor.isEmpty() ? reply(database, batch, 0) : null;
		}
		catch (NotInMemoryException ex) {
			return null;
		}
	}

	private Document reply(String database, @Nullable FindCursor cursor, CursorRegistry cursors, long batchBytes) {
		List<Document> batch = List.of();
		long id = 0;
		if (cursor != null) {
			batch = (this.batchSize < 0) ? batch : cursor.takeDocuments(this.batchSize, batchBytes);
			if (!cursor.isEmpty() && !this.singleBatch) {
				cursors.add(cursor);
				id = cursor.getId();
			}
		}
		return reply(database, batch, id);
	}

	private Document reply(String database, List<Document> batch, long id) {
		Document reply = new Document("cursor",
				new Document("firstBatch", batch).append("id", id).append("ns", database + "." + this.collection));
		Utils.markOkay(reply);
		return reply;
	}

}
