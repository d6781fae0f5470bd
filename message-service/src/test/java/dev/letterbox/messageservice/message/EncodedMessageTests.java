package dev.letterbox.messageservice.message;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class EncodedMessageTests {

	private static final long LARGEST = (1L << 53) - 1;

	@ParameterizedTest
	@ValueSource(strings = { "hi", "\"", "\\", "/", "\u0000\u0001\b\t\n\f\r\u001f\u007f", "\u2028\u2029", "ж€\uFFFD",
			"😀\uD83D\uDE00", "</script>" })
	void isTheMessageAsJson(String text) {
		assertReadsBack(text);
	}

	@ParameterizedTest
	@MethodSource
	void encodesLongTexts(String text) {
		assertReadsBack(text);
	}

	static String[] encodesLongTexts() {
		return new String[] { "x".repeat(65_536), "\u0001".repeat(65_536), "€".repeat(65_536), "😀".repeat(32_768),
				"\"".repeat(65_536) };
	}

	private static void assertReadsBack(String text) {
		EncodedMessage message = EncodedMessage.of(new Message("id", "a:\"b", LARGEST, "\"b", text, LARGEST));
		String json = "{" + new String(message.json(), StandardCharsets.UTF_8);
		JsonNode read = new JsonMapper().readTree(json);
		assertThat(read.get("text").asString()).isEqualTo(text);
		assertThat(read.get("sender").asString()).isEqualTo("\"b");
		assertThat(read.get("send_time").asLong()).isEqualTo(LARGEST);
		assertThat(read.get("position").asLong()).isEqualTo(LARGEST);
		assertThat(read.propertyNames()).containsExactly("text", "sender", "send_time", "position");
		assertThat(message.weight()).isGreaterThan(message.json().length);
	}

}
