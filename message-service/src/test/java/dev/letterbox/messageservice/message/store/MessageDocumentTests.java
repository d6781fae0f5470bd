package dev.letterbox.messageservice.message.store;

import dev.letterbox.messageservice.message.Message;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageDocumentTests {

	@Test
	void readsWholeNumbersOfEveryType() {
		Message expected = new Message(1, "a:b", 7, "a", "hi", 1_700_000_000);
		assertThat(MessageDocument.read(document(7L, 1_700_000_000L))).isEqualTo(expected);
		assertThat(MessageDocument.read(document(7, 1_700_000_000))).isEqualTo(expected);
		assertThat(MessageDocument.read(document(7.0, 1_700_000_000.0))).isEqualTo(expected);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "7")
	@ValueSource(doubles = { 7.5, Double.NaN, 1e300 })
	void refusesWhatIsNoWholeNumber(@Nullable Object position) {
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> MessageDocument.read(document(position, 1_700_000_000L)))
			.withMessage("The message with _id 1 has no whole number in its field position");
	}

	private static Document document(@Nullable Object position, Object sendTime) {
		return new Document("_id", 1).append("chat", "a:b")
			.append("position", position)
			.append("sender", "a")
			.append("text", "hi")
			.append("send_time", sendTime);
	}

}
