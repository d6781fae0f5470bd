package dev.letterbox.embeddedstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import dev.letterbox.embeddedstore.server.StoreBackend;
import dev.letterbox.embeddedstore.server.StoreMemory;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import dev.letterbox.embeddedstore.storage.StoreException;
import dev.letterbox.embeddedstore.storage.StoreUnavailableException;
import io.netty.channel.embedded.EmbeddedChannel;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.letterbox.embeddedstore.TestStore.message;
import static dev.letterbox.embeddedstore.TestStore.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RestartTests {

	@TempDir
	Path folder;

	@Test
	void keepsDocumentsAndIndexes() {
		try (TestStore store = new TestStore(this.folder)) {
			store.messages().insertMany(LongStream.range(0, 2000).mapToObj((p) -> message("a:b", p)).toList());
		}
		try (TestStore store = new TestStore(this.folder)) {
			MongoCollection<Document> messages = store.database().getCollection("messages");
			assertThat(positions(messages)).hasSize(2000);
			assertThatExceptionOfType(MongoWriteException.class)
				.isThrownBy(() -> messages.insertOne(message("a:b", 1999)))
				.withMessageContaining("E11000");
			IndexConsistency.assertOn(messages);
			messages.drop();
		}
		try (TestStore store = new TestStore(this.folder)) {
			assertThat(store.database().listCollectionNames()).isEmpty();
			assertThat(store.messages().countDocuments()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8, 150 })
	void aTruncatedLogLosesOnlyTheLastBatch(int bytes) throws IOException {
		write(100);
		try (FileChannel log = FileChannel.open(log(), StandardOpenOption.WRITE)) {
			log.truncate(log.size() - bytes);
		}
		assertOnlyTheLastBatchIsLost();
	}

	@Test
	void aLogThatEndsInGarbageLosesOnlyTheLastBatch() throws IOException {
		write(100);
		try (FileChannel log = FileChannel.open(log(), StandardOpenOption.WRITE)) {
			log.write(ByteBuffer.allocate(100), log.size() - 100);
			log.write(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), log.size());
		}
		assertOnlyTheLastBatchIsLost();
	}

	@Test
	void refusesAFolderThatIsInUse() {
		try (TestStore store = new TestStore(this.folder)) {
			store.messages().insertOne(message("a:b", 0));
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> EmbeddedStore.start(this.folder, "127.0.0.1", 0))
				.withMessage("The data folder " + this.folder + " is in use by another process.");
			assertThat(positions(store.messages())).containsExactly(0L);
		}
	}

	@Test
	void aClosedDatabaseRejectsCommands() {
		RocksStorage storage = new RocksStorage(this.folder, 0);
		StoreBackend backend = new StoreBackend(storage, new StoreMemory(1 << 20));
		storage.close();
		for (String command : List.of("insert", "find", "count")) {
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> backend.handleCommand(new EmbeddedChannel(), "letterbox", command,
						new de.bwaldvogel.mongo.bson.Document(command, "messages")))
				.withMessageContaining("shutting down");
		}
	}

	private void write(int count) {
		try (TestStore store = new TestStore(this.folder)) {
			MongoCollection<Document> messages = store.messages();
			LongStream.range(0, count).forEach((position) -> messages.insertOne(message("a:b", position)));
		}
	}

	private Path log() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.filter((file) -> file.toString().endsWith(".log"))
				.max(Comparator.naturalOrder())
				.orElseThrow();
		}
	}

	private void assertOnlyTheLastBatchIsLost() {
		try (TestStore store = new TestStore(this.folder)) {
			assertThat(positions(store.messages())).isEqualTo(LongStream.range(0, 99).boxed().toList());
			IndexConsistency.assertOn(store.messages());
			store.messages().insertOne(message("a:b", 99));
		}
		try (TestStore store = new TestStore(this.folder)) {
			assertThat(positions(store.messages())).isEqualTo(LongStream.range(0, 100).boxed().toList());
		}
	}

}
