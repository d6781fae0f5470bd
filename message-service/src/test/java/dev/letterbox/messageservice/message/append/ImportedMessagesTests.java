package dev.letterbox.messageservice.message.append;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import com.mongodb.ConnectionString;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.Receipt;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages that a tool imported: their numbers are int32 or doubles, where Letterbox
 * writes int64.
 */
class ImportedMessagesTests extends AppenderFixture {

	@Test
	void arePulledInOrderAndFollowedBySends() throws Exception {
		insert(message(1, 1_600_000_001), message(0, 1_600_000_000), message(2.0, 1_600_000_002.0));
		Receipt receipt = send(appender(), "a:b", "next", null).get();
		assertThat(receipt.message().position()).isEqualTo(3);
		assertDense("a:b", 4);
		assertThat(this.straight.newest("a:b", 2, 2)).extracting(Message::position).containsExactly(2L, 1L);
		assertThat(this.straight.firstSince("a:b", 1_600_000_001)).extracting(Message::position).isEqualTo(1L);
		assertThat(this.straight.firstSince("a:b", 1_600_000_002)).extracting(Message::position).isEqualTo(2L);
	}

	@Test
	void holdTheirPositionsAgainstEveryNumberType() {
		insert(message(5, 1_600_000_000));
		for (Object same : List.of(5, 5L, 5.0)) {
			assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> insert(message(same, 1_600_000_000L)))
				.satisfies((ex) -> assertThat(ex.getError().getCategory()).isEqualTo(ErrorCategory.DUPLICATE_KEY));
		}
	}

	private void insert(Document... documents) {
		ConnectionString address = new ConnectionString(this.wire.uri());
		try (MongoClient client = MongoClients.create(address)) {
			MongoCollection<Document> messages = client.getDatabase(Objects.requireNonNull(address.getDatabase()))
				.getCollection("messages");
			Arrays.stream(documents).forEach(messages::insertOne);
		}
	}

	private static Document message(Object position, Object sendTime) {
		return new Document("chat", "a:b").append("position", position)
			.append("sender", "a")
			.append("text", "imported")
			.append("send_time", sendTime);
	}

}
