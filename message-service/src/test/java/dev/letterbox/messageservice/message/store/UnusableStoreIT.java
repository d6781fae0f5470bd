package dev.letterbox.messageservice.message.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.letterbox.messageservice.MessageServiceApplication;
import dev.letterbox.messageservice.teststore.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts a replica with a store that it can never use.
 */
class UnusableStoreIT {

	@TempDir
	private Path folder;

	@Test
	void endsWithOneMessageWhereAnIndexConflicts() throws Exception {
		ConnectionString uri = new ConnectionString(TestStore.uri());
		try (MongoClient client = MongoClients.create(uri)) {
			client.getDatabase(Objects.requireNonNull(uri.getDatabase()))
				.getCollection(MessageCodec.COLLECTION)
				.createIndex(Indexes.ascending("sender"), new IndexOptions().name(MessageIndexes.CHAT_POSITION));
		}
		assertThat(outputOfRefusedStart(uri.getConnectionString()))
			.containsOnlyOnce("The index chat_position of the collection messages can't be created")
			.contains("Drop that index");
	}

	@Test
	void endsWithOneMessageWhereTheConnectionStringCanNotBeRead() throws Exception {
		assertThat(outputOfRefusedStart("mongodb://user:s3cret/s3cret@host"))
			.containsOnlyOnce("Set MONGODB_URI to a connection string")
			.doesNotContain("s3cret");
	}

	private String outputOfRefusedStart(String uri) throws IOException, InterruptedException {
		Path output = this.folder.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				MessageServiceApplication.class.getName(), "--eureka.client.enabled=false", "--server.port=0",
				"--management.server.port=0", "--letterbox.shutdown.drain=0s")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("MONGODB_URI", uri);
		Process replica = builder.start();
		try {
			assertThat(replica.waitFor(90, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
		}
		finally {
			replica.destroyForcibly();
		}
		String text = Files.readString(output);
		assertThat(replica.exitValue()).as(text).isEqualTo(1);
		assertThat(text).doesNotContain("waiting for the store", "\tat ");
		return text;
	}

}
