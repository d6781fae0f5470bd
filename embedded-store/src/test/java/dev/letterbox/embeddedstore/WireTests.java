package dev.letterbox.embeddedstore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.letterbox.embeddedstore.TestStore.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What drivers do not send: requests before the last reply, and malformed ones.
 */
class WireTests {

	private EmbeddedStore store;

	private TestStore driver;

	private MongoCollection<Document> messages;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.driver = new TestStore(folder);
		this.store = this.driver.store();
		this.messages = this.driver.messages();
	}

	@AfterEach
	void stop() {
		this.driver.close();
	}

	@Test
	void answersInTheOrderOfTheRequests() throws IOException {
		ByteArrayOutputStream requests = new ByteArrayOutputStream();
		int count = 600;
		for (int i = 0; i < count; i++) {
			requests.write(WireConnection.message(i, (i % 3 == 0) ? insert(message("a:b", i)) : find(i % 3)));
		}
		try (WireConnection connection = new WireConnection(this.store.uri())) {
			connection.send(requests.toByteArray());
			for (int i = 0; i < count; i++) {
				WireConnection.Reply reply = connection.receive();
				assertThat(reply.to()).isEqualTo(i);
				if (i % 3 > 0) {
					assertThat(batch(reply)).as("the find after the insert at %d", i - i % 3)
						.hasSize(Math.min(i % 3, i / 3 + 1))
						.first()
						.hasFieldOrPropertyWithValue("position", (long) (i - i % 3));
				}
			}
		}
	}

	@Test
	void refusesAFindWithFieldsOfWrongTypes() throws IOException {
		this.messages.insertOne(message("a:b", 0));
		try (WireConnection connection = new WireConnection(this.store.uri())) {
			for (Document find : List.of(find(1).append("filter", "text"), find(1).append("sort", 1),
					find(1).append("projection", 1), find(1).append("filter", new Document("$and", List.of(1))))) {
				connection.send(WireConnection.message(1, find));
				assertThat(connection.receive().document()).as("the reply to %s", find).containsEntry("ok", 0.0);
			}
			connection.send(WireConnection.message(2, find(1)));
			assertThat(batch(connection.receive())).hasSize(1);
		}
	}

	@Test
	void closesAConnectionThatSendsAMalformedMessage() throws IOException {
		byte[] find = WireConnection.message(1, find(1));
		byte[] insert = WireConnection.encoded(insert(message("a:b", 0)));
		byte[] truncated = Arrays.copyOf(insert, insert.length - 20);
		byte[] tooLong = insert.clone();
		ByteBuffer.wrap(tooLong).putInt(Integer.reverseBytes(insert.length + 1));
		byte[] unknownType = insert.clone();
		unknownType[4] = 0x55;
		for (byte[] malformed : List.of(WireConnection.message(1, truncated), WireConnection.message(1, tooLong),
				WireConnection.message(1, unknownType), WireConnection.message(1, new byte[] { -1, -1, -1, -1, 0 }),
				WireConnection.frame(21, 1, 2013, new byte[] { 0, 0, 0, 0, 7 }),
				WireConnection.frame(find.length, 1, 1234, Arrays.copyOfRange(find, 16, find.length)),
				WireConnection.frame(3, 1, 2013, new byte[0]), WireConnection.frame(-1, 1, 2013, new byte[0]))) {
			try (WireConnection connection = new WireConnection(this.store.uri())) {
				connection.send(malformed);
				assertThatIOException().isThrownBy(connection::receive);
			}
		}
		assertThat(this.messages.countDocuments()).isZero();
	}

	@Test
	void storesOnlyWellFormedDocuments() throws IOException {
		Random random = new Random(7);
		byte[] original = WireConnection.encoded(insert(message("a:b", 0)));
		for (int i = 0; i < 300; i++) {
			byte[] mutated = original.clone();
			mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
			try (WireConnection connection = new WireConnection(this.store.uri())) {
				connection.send(WireConnection.message(i, mutated));
				connection.receive();
			}
			catch (IOException ex) {
				// the connection was closed
			}
		}
		assertThat(this.messages.find().into(new ArrayList<>())).hasSizeGreaterThan(0);
		for (String collection : this.driver.database().listCollectionNames()) {
			assertThat(this.driver.database().getCollection(collection).find()).doesNotContainNull();
		}
	}

	private static List<Document> batch(WireConnection.Reply reply) {
		return reply.document().get("cursor", Document.class).getList("firstBatch", Document.class);
	}

	private static Document insert(Document document) {
		return new Document("insert", "messages").append("$db", "letterbox").append("documents", List.of(document));
	}

	private static Document find(int limit) {
		return new Document("find", "messages").append("$db", "letterbox")
			.append("filter", new Document("chat", "a:b"))
			.append("sort", new Document("position", -1))
			.append("limit", limit);
	}

}
