package dev.letterbox.meshtests.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Fills a long chat directly in the store, since a million sends would take too long.
 */
final class LongChat {

	private static final int BATCH = 1000;

	private LongChat() {
	}

	/**
	 * Copies the chat's only message, as the service stored it, until there are
	 * {@code length} messages.
	 * @param store the store's address, with or without a database
	 */
	static void lengthen(String store, String chat, long length) {
		try (MongoClient client = MongoClients.create(store)) {
			MongoCollection<Document> messages = client.getDatabase("letterbox").getCollection("messages");
			Document first = messages.find(Filters.and(Filters.eq("chat", chat), Filters.eq("position", 0))).first();
			if (first == null) {
				throw new IllegalStateException("The store does not hold the first message of " + chat);
			}
			List<Document> batch = new ArrayList<>(BATCH);
			for (long position = 1; position < length; position++) {
				Document copy = new Document(first);
				copy.put("_id", another(first.get("_id", Object.class)));
				copy.put("position", position);
				batch.add(copy);
				if (batch.size() == BATCH || position == length - 1) {
					messages.insertMany(batch);
					batch.clear();
				}
			}
		}
	}

	private static Object another(Object id) {
		UUID random = UUID.randomUUID();
		return switch (id) {
			case ObjectId any -> new ObjectId();
			case UUID any -> random;
			case Binary binary -> new Binary(binary.getType(),
					ByteBuffer.allocate(Math.max(16, binary.length()))
						.putLong(random.getMostSignificantBits())
						.putLong(random.getLeastSignificantBits())
						.array());
			default -> random.toString();
		};
	}

}
