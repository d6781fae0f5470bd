package dev.letterbox.messageservice.message.store;

import java.util.List;

import dev.letterbox.messageservice.message.Message;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageCodecTests {

	private static final MessageCodec CODEC = new MessageCodec(Bson.DEFAULT_CODEC_REGISTRY);

	@Test
	void readsWholeNumbersOfEveryType() {
		Message expected = new Message(1, "a:b", 7, "a", "hi", 1_700_000_000);
		assertThat(read(document(7L, 1_700_000_000L))).isEqualTo(expected);
		assertThat(read(document(7, 1_700_000_000))).isEqualTo(expected);
		assertThat(read(document(7.0, 1_700_000_000.0))).isEqualTo(expected);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "7")
	@ValueSource(doubles = { 7.5, Double.NaN, 1e300 })
	void refusesWhatIsNoWholeNumber(@Nullable Object position) {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> read(document(position, 1_700_000_000L)))
			.withMessage("The message with _id 1 has no whole number in its field position");
	}

	@ParameterizedTest
	@ValueSource(strings = { "chat", "sender", "text" })
	void refusesWhatIsNoText(String field) {
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> read(document(7L, 1_700_000_000L).append(field, 7)))
			.withMessage("The message with _id 1 has no text in its field " + field);
	}

	@Test
	void skipsFieldsThatItDoesNotKnow() {
		assertThat(read(document(7L, 1_700_000_000L).append("imported", new Document("by", "a tool"))))
			.isEqualTo(new Message(1, "a:b", 7, "a", "hi", 1_700_000_000));
	}

	@Test
	void readsWhatItWrote() {
		for (Object id : List.of(new ObjectId(), new Binary(new byte[16]))) {
			Message message = new Message(id, "a:b", 7, "a", "h\u0000i \uD83D\uDE00", 1_700_000_000);
			BsonDocument written = new BsonDocument();
			CODEC.encode(new BsonDocumentWriter(written), message, EncoderContext.builder().build());
			assertThat(written.keySet()).containsExactly("_id", "chat", "position", "sender", "text", "send_time");
			assertThat(read(written)).isEqualTo(message);
		}
	}

	private static Message read(Bson document) {
		BsonDocument bson = document.toBsonDocument();
		return CODEC.decode(new BsonDocumentReader(bson), DecoderContext.builder().build());
	}

	private static Document document(@Nullable Object position, Object sendTime) {
		return new Document("_id", 1).append("chat", "a:b")
			.append("position", position)
			.append("sender", "a")
			.append("text", "hi")
			.append("send_time", sendTime);
	}

}
