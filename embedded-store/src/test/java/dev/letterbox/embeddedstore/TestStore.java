package dev.letterbox.embeddedstore;

import java.nio.file.Path;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;

/**
 * A store and a driver that talks to it.
 */
final class TestStore implements AutoCloseable {

	private final EmbeddedStore store;

	private final MongoClient client;

	TestStore(Path folder) {
		this.store = EmbeddedStore.start(folder, "127.0.0.1", 0);
		this.client = MongoClients.create(this.store.uri());
	}

	MongoClient client() {
		return this.client;
	}

	MongoDatabase database() {
		return this.client.getDatabase("letterbox");
	}

	/**
	 * Returns the collection of messages with the indexes Letterbox has on it.
	 */
	MongoCollection<Document> messages() {
		return messages(this.client);
	}

	static MongoCollection<Document> messages(MongoClient client) {
		MongoCollection<Document> messages = client.getDatabase("letterbox").getCollection("messages");
		messages.createIndex(Indexes.ascending("chat", "position"), new IndexOptions().unique(true));
		messages.createIndex(Indexes.ascending("chat", "send_time", "position"));
		return messages;
	}

	static Document message(String chat, long position) {
		return new Document("chat", chat).append("position", position)
			.append("sender", "a")
			.append("text", "text " + position)
			.append("send_time", position / 3);
	}

	@Override
	public void close() {
		this.client.close();
		this.store.close();
	}

}
