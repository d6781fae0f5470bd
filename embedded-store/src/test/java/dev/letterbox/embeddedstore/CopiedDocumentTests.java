package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

import static dev.letterbox.embeddedstore.TestStore.message;
import static dev.letterbox.embeddedstore.TestStore.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The copies of documents in unique indexes, in folders of this and of older versions.
 */
class CopiedDocumentTests {

	@TempDir
	Path folder;

	@Test
	void servesShortAndLongDocumentsInOneWalk() {
		try (TestStore store = new TestStore(this.folder)) {
			MongoCollection<Document> messages = store.messages();
			for (int position = 0; position < 40; position++) {
				messages.insertOne(message("a:b", position).append("text", "é".repeat(position * 25)));
			}
			List<Integer> lengths = messages.find(Filters.eq("chat", "a:b"))
				.sort(Sorts.ascending("position"))
				.map((document) -> document.getString("text").length() / 25)
				.into(new ArrayList<>());
			assertThat(lengths).isEqualTo(IntStream.range(0, 40).boxed().toList());
			IndexConsistency.assertOn(messages);
		}
	}

	@Test
	void anUpdateAndADeleteChangeTheCopy() {
		try (TestStore store = new TestStore(this.folder)) {
			MongoCollection<Document> messages = store.messages();
			messages.insertMany(List.of(message("a:b", 0), message("a:b", 1), message("a:b", 2)));
			messages.updateOne(Filters.eq("position", 1), Updates.set("text", "x".repeat(2000)));
			messages.updateOne(Filters.eq("position", 1), Updates.set("text", "changed"));
			messages.deleteOne(Filters.eq("position", 0));
			assertThat(messages.find(Filters.eq("chat", "a:b")).sort(Sorts.ascending("position")))
				.extracting((document) -> document.getString("text"))
				.containsExactly("changed", "text 2");
			assertThatExceptionOfType(MongoWriteException.class)
				.isThrownBy(() -> messages.updateOne(Filters.eq("position", 1), Updates.set("position", 2L)))
				.withMessageContaining("E11000");
			IndexConsistency.assertOn(messages);
		}
	}

	@Test
	void servesAFolderOfAnOlderVersionAndWritesToIt() throws RocksDBException {
		fill(100);
		try (OlderFolder older = new OlderFolder(this.folder)) {
			older.buildUniqueIndex();
			older.deleteCopies();
		}
		for (int start = 0; start < 2; start++) {
			try (TestStore store = new TestStore(this.folder)) {
				MongoCollection<Document> messages = store.messages();
				assertThat(positions(messages)).isEqualTo(LongStream.range(0, 100 + start).boxed().toList());
				assertThatExceptionOfType(MongoWriteException.class)
					.isThrownBy(() -> messages.insertOne(message("a:b", 99)))
					.withMessageContaining("E11000");
				messages.updateOne(Filters.eq("position", 7), Updates.set("text", "changed"));
				messages.insertOne(message("a:b", 100 + start));
				IndexConsistency.assertOn(messages);
			}
		}
	}

	@Test
	void doesNotReadCopiesThatAnOlderVersionLeftBehind() throws RocksDBException {
		ObjectId deleted = fill(10);
		try (OlderFolder older = new OlderFolder(this.folder)) {
			older.buildUniqueIndex();
			older.deleteDocument(deleted);
		}
		for (int start = 0; start < 2; start++) {
			try (TestStore store = new TestStore(this.folder)) {
				MongoCollection<Document> messages = store.messages();
				assertThat(positions(messages)).isEqualTo(LongStream.range(0, 9 + start).boxed().toList());
				messages.insertOne(message("a:b", 9 + start));
			}
		}
	}

	private ObjectId fill(int count) {
		try (TestStore store = new TestStore(this.folder)) {
			store.messages().insertMany(LongStream.range(0, count).mapToObj((p) -> message("a:b", p)).toList());
			return store.messages()
				.find(Filters.eq("position", count - 1))
				.map((last) -> last.getObjectId("_id"))
				.iterator()
				.next();
		}
	}

}
