package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import org.bson.Document;

/**
 * An embedded store and a driver connected to it.
 */
final class TestStore implements AutoCloseable {

	private final EmbeddedStore store;

	private final MongoClient client;

	TestStore(Path folder) {
		this.store = EmbeddedStore.start(folder, "127.0.0.1", 0);
		this.client = MongoClients.create(this.store.uri());
	}

	EmbeddedStore store() {
		return this.store;
	}

	MongoClient client() {
		return this.client;
	}

	MongoDatabase database() {
		return this.client.getDatabase("letterbox");
	}

	/**
	 * Returns the messages collection with the indexes that Letterbox creates.
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

	/**
	 * Returns the positions of the messages of chat a:b, in order.
	 */
	static List<Long> positions(MongoCollection<Document> messages) {
		return messages.find(Filters.eq("chat", "a:b"))
			.sort(Sorts.ascending("position"))
			.map((document) -> document.getLong("position"))
			.into(new ArrayList<>());
	}

	@Override
	public void close() {
		this.client.close();
		this.store.close();
	}

}
