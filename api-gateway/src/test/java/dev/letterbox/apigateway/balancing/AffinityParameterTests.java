package dev.letterbox.apigateway.balancing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The chat is found in every form in which a replica accepts it, and no input is a fault.
 */
class AffinityParameterTests {

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "chat=a:b a:b", "chat=a%3Ab a:b", "cursor=3&chat=a%3ab&limit=1 a:b", "chat=a:b&chat=c:d a:b",
					"xchat=x:y&chat=a:b a:b", "&&chat=a:b&& a:b", "chat=%E8%AA%9E:%f0%9f%98%80 語:😀",
					"chat=a=1:b a=1:b", "chatx=x:y&chat=a:b a:b" })
	void findsTheChatInAQuery(String query, String chat) {
		assertThat(AffinityParameter.CHAT.inQuery(query)).isEqualTo(chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "&", "chat", "CHAT=a:b", "cursor=chat", "chat=%", "chat=%3", "chat=%zz:b", "a&chat" })
	void findsNoChatInOtherQueries(String query) {
		assertThat(AffinityParameter.CHAT.inQuery(query)).isNull();
		assertThat(AffinityParameter.CHAT.inQuery(null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"chat\":\"a:b\",\"sender\":\"a\",\"text\":\"hi\"}",
			"{\"sender\":\"a\",\"text\":\"\\\"chat\\\":\\\"x:y\\\"\",\"chat\":\"a:b\"}",
			" {\r\n\t\"sender\" : \"a\" , \"chat\" : \"a:b\" } ", "{\"ch\\u0061t\":\"\\u0061\\u003ab\"}",
			"{\"x\":{\"chat\":\"x:y\",\"y\":[{\"chat\":1}]},\"z\":[[\"chat\"],{}],\"chat\":\"a:b\"}",
			"{\"a\":null,\"b\":true,\"c\":-1.5e300,\"d\":12345678901234567890123,\"chat\":\"a:b\"}",
			"{\"chat\":\"a:b\",\"chat\":\"c:d\"}", "{\"chat\":\"a:b\"", "{\"chat\":\"a:b\",nonsense",
			"{\"Chat\":\"x:y\",\"chat \":\"x:y\",\"chat\":\"a:b\"}" })
	void findsTheFirstChatOfAJsonObject(String body) {
		assertThat(inBody(body)).isEqualTo("a:b");
	}

	@Test
	void findsAChatInEveryScriptBehindALongText() {
		String chat = "語\u0000é:😀𐍈";
		String text = "x😀".repeat(100_000);
		assertThat(inBody("{\"text\":\"" + text + "\",\"chat\":\"語\\u0000\\u00e9:\\ud83d\\ude00𐍈\"}")).isEqualTo(chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "{}", "[]", "[{\"chat\":\"a:b\"}]", "\"chat\"", "null", "1", "nonsense",
			"{\"chat\":null}", "{\"chat\":1}", "{\"chat\":[\"a:b\"]}", "{\"chat\":{\"chat\":\"a:b\"}}", "{\"chat\"",
			"{\"chat\":\"a:b", "{\"text\":\"unfinished", "{'chat':'a:b'}", "{\"x\":\"\\x\",\"chat\":\"a:b\"}",
			"{\"x\":01,\"chat\":\"a:b\"}", "{\"sender\":\"a\"} {\"chat\":\"a:b\"}", "chat=a:b" })
	void findsNoChatInOtherBodies(String body) {
		assertThat(inBody(body)).isNull();
	}

	@Test
	void findsNoChatBehindExcessiveNestingOrInTextThatIsNoUtf8() {
		int depth = 200_000;
		assertThat(inBody("{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"chat\":\"a:b\"}")).isNull();
		assertThat(
				AffinityParameter.CHAT.inBody("{\"x\":\"é\",\"chat\":\"a:b\"}".getBytes(StandardCharsets.ISO_8859_1)))
			.isNull();
	}

	@Test
	void failsOnNoInput() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		byte[] body = "{\"a\":[{\"b\":\"\\u00e9\"},1.5,null],\"chat\":\"a:é\"}".getBytes(StandardCharsets.UTF_8);
		Charset[] encodings = { StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_32LE };
		for (int i = 0; i < 20_000; i++) {
			byte[] altered = new String(body, StandardCharsets.UTF_8).getBytes(encodings[i % encodings.length]);
			for (int changes = random.nextInt(4); changes >= 0; changes--) {
				altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
			}
			assertThatCode(() -> AffinityParameter.CHAT.inBody(altered)).as("with the seed %d", seed)
				.doesNotThrowAnyException();
		}
	}

	@Test
	void findsAMemberInAQueryAndInABody() {
		assertThat(AffinityParameter.MEMBER.inQuery("chat=a:b&member=%61nn&since=1")).isEqualTo("ann");
		assertThat(AffinityParameter.MEMBER.inQuery("members=x&chat=a:b")).isNull();
		assertThat(AffinityParameter.MEMBER
			.inBody("{\"chat\":\"a:b\",\"member\":\"ann\"}".getBytes(StandardCharsets.UTF_8))).isEqualTo("ann");
	}

	private static @Nullable String inBody(String body) {
		return AffinityParameter.CHAT.inBody(body.getBytes(StandardCharsets.UTF_8));
	}

}
