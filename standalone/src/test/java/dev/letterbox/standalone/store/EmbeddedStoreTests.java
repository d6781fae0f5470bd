package dev.letterbox.standalone.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EmbeddedStoreTests {

	@TempDir
	Path folder;

	@Test
	void keepsWhatWasInsertedAcrossARestart() {
		try (EmbeddedStore store = EmbeddedStore.start(this.folder, "127.0.0.1", 0);
				MongoClient client = MongoClients.create(store.uri())) {
			MongoCollection<Document> messages = client.getDatabase("letterbox").getCollection("messages");
			messages.createIndex(Indexes.ascending("chat", "position"), new IndexOptions().unique(true));
			List<Document> documents = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				documents.add(new Document("chat", "a:b").append("position", (long) i));
			}
			messages.insertMany(documents);
			MongoBulkWriteException refused = catchThrowableOfType(MongoBulkWriteException.class,
					() -> messages.insertMany(List.of(new Document("chat", "a:b").append("position", 100L),
							new Document("chat", "a:b").append("position", 7))));
			assertThat(refused.getWriteErrors().getFirst().getIndex()).isEqualTo(1);
			assertThat(refused.getWriteErrors().getFirst().getMessage())
				.contains("dup key: { chat: \"a:b\", position: 7 }");
			assertThat(refused.getWriteResult().getInsertedCount()).isEqualTo(1);
		}
		try (EmbeddedStore store = EmbeddedStore.start(this.folder, "127.0.0.1", 0);
				MongoClient client = MongoClients.create(store.uri())) {
			MongoCollection<Document> messages = client.getDatabase("letterbox").getCollection("messages");
			assertThat(messages.find(Filters.and(Filters.eq("chat", "a:b"), Filters.lt("position", 50)))
				.sort(Sorts.descending("position"))
				.limit(3)
				.map((document) -> document.getLong("position"))).containsExactly(49L, 48L, 47L);
			assertThat(messages.countDocuments()).isEqualTo(101);
			assertThat(messages.estimatedDocumentCount()).isEqualTo(101);
			assertThat(messages.listIndexes().map((index) -> index.getString("name"))).containsExactlyInAnyOrder("_id_",
					"chat_1_position_1");
		}
	}

}
