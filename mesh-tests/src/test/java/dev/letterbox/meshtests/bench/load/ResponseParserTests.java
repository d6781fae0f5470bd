package dev.letterbox.meshtests.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResponseParserTests {

	private static final String RESPONSES = """
			HTTP/1.1 200 OK
			Content-Length: 12

			{"a":"\\r\\n"}\
			HTTP/1.1 503 Service Unavailable
			content-type: application/json
			transfer-encoding: chunked

			5;a=b
			12345
			A
			1234567890
			0
			Trailer: x

			HTTP/1.1 200
			Content-Length: 0
			Connection: close

			HTTP/1.1 100 Continue

			HTTP/1.1 404 Not Found
			Content-Length: 2

			hi""".replace("\n", "\r\n");

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 64, 1000 })
	void findsTheEndOfEachResponseHoweverItArrives(int portion) {
		ResponseParser parser = new ResponseParser();
		byte[] bytes = RESPONSES.getBytes(StandardCharsets.US_ASCII);
		List<String> found = new ArrayList<>();
		for (int from = 0; from < bytes.length; from += portion) {
			ByteBuffer buffer = ByteBuffer.wrap(bytes, from, Math.min(portion, bytes.length - from));
			while (buffer.hasRemaining()) {
				if (parser.complete(buffer)) {
					found.add(parser.status() + (parser.closes() ? " closes" : ""));
				}
			}
		}
		assertThat(found).containsExactly("200", "503", "200 closes", "404");
	}

	@Test
	void aResponseIsNotCompleteBeforeItsLastByte() {
		ResponseParser parser = new ResponseParser();
		byte[] bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.US_ASCII);
		assertThat(parser.complete(ByteBuffer.wrap(bytes, 0, bytes.length - 1))).isFalse();
		assertThat(parser.complete(ByteBuffer.wrap(bytes, bytes.length - 1, 1))).isTrue();
	}

}
