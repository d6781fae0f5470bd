package dev.letterbox.apigateway.waiting;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WaitConditionTests {

	private static final byte[] NO_BODY = {};

	@ParameterizedTest
	@CsvSource(delimiter = '|', emptyValue = "",
			value = { "chat=a:b | true", "'' | true", "reverse=false | true", "chat=a:b&reverse=true | false",
					"reverse=tru%65 | false", "rev%65rse=true | false", "reverse=false&reverse=false | false",
					"reverse=FALSE | false", "reverse | false", "reverse= | false", "Reverse=true | true",
					"reverse=%zz | false", "reversed=true | true" })
	void readsThePreferenceForTheNewestInTheQuery(String query, boolean waits) {
		assertThat(WaitCondition.UNLESS_REVERSE.isMet(query, NO_BODY)).isEqualTo(waits);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"chat\":\"a:b\"} | true", "{\"chat\":\"a:b\",\"reverse\":true} | false",
					"{\"reverse\":false} | true", "{\"reverse\":null} | true", "{\"reverse\":\"false\"} | false",
					"{\"x\":{\"reverse\":true}} | true", "[true] | false", "{\"reverse\":fal | false",
					"{\"chat\":\"a:b\" | false" })
	void readsThePreferenceForTheNewestInTheBody(String body, boolean waits) {
		assertThat(WaitCondition.UNLESS_REVERSE.isMet(null, body.getBytes(StandardCharsets.UTF_8))).isEqualTo(waits);
	}

	@Test
	void prefersTheQuery() {
		byte[] body = "{\"reverse\":true}".getBytes(StandardCharsets.UTF_8);
		assertThat(WaitCondition.UNLESS_REVERSE.isMet("reverse=false", body)).isTrue();
		assertThat(WaitCondition.UNLESS_REVERSE.isMet("chat=a:b", body)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "member=a&since=1 | {} | true", "s%69nce=1 | {} | true", "member=a | {\"since\":1} | true",
					"member=a&sincere=1 | {} | false", "member=a | {\"since\":null} | false",
					"since | {\"x\":1} | false", "member=a | [] | false" })
	void readsTheTimeInTheQueryAndTheBody(String query, String body, boolean waits) {
		assertThat(WaitCondition.WITH_SINCE.isMet(query, body.getBytes(StandardCharsets.UTF_8))).isEqualTo(waits);
		assertThat(WaitCondition.WITH_SINCE.isMet("member=a", NO_BODY)).isFalse();
	}

	@Test
	void neverMeansNever() {
		assertThat(WaitCondition.NEVER.isMet("chat=a:b", NO_BODY)).isFalse();
	}

}
