package dev.letterbox.apigateway.client;

import java.io.IOException;
import java.util.Random;

import io.netty.handler.codec.http.HttpMethod;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Replies of random form, in random pieces, complete or cut.
 */
class ReplyPropertyTests extends ReplicaClientFixture {

	private static final int REPLIES = 60;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void receivesEachReplyOnOneConnectionHoweverItIsSplit(long seed) {
		Random random = new Random(seed);
		Random pieces = new Random(seed);
		RandomReply[] next = new RandomReply[1];
		ScriptedReplica replica = replica((connection) -> {
			while (connection.request()) {
				sendInPieces(connection, next[0].bytes(), pieces);
			}
		});
		for (int i = 0; i < REPLIES; i++) {
			boolean head = random.nextInt(5) == 0;
			RandomReply expected = RandomReply.of(random, head);
			next[0] = expected;
			Progress progress = new Progress();
			Reply reply = receive(send(replica, head ? HttpMethod.HEAD : HttpMethod.GET, "body", progress));
			assertThat(reply.status()).as("reply %s", i).isEqualTo(expected.status());
			assertThat(reply.body().equals(expected.body())).as("content of reply %s", i).isTrue();
			assertThat(reply.streamed()).isEqualTo(expected.body().length() > BUFFERED);
			assertThat(progress.replies).hasValue(1);
		}
		assertThat(replica.accepted()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\": 12}",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n",
			"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\nX: y\r\n\r\n" })
	void neverTakesACutReplyForACompleteOne(String reply) {
		int[] length = new int[1];
		ScriptedReplica replica = replica((connection) -> {
			if (connection.request()) {
				connection.send(reply.substring(0, length[0]));
			}
		});
		for (length[0] = 0; length[0] < reply.length(); length[0]++) {
			assertThatExceptionOfType(Exception.class).as("after %s bytes", length[0])
				.isThrownBy(() -> get(replica))
				.withCauseInstanceOf(BrokenReplyException.class);
		}
		assertThat(get(replica).status()).isIn(200, 204);
		assertThat(replica.accepted()).isEqualTo(reply.length() + 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 x OK\r\n\r\n", "SMTP/1.1 200 OK\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabXX0\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
			"HTTP/1.1 200 OK\r\nb\u0000d: x\r\nContent-Length: 0\r\n\r\n" })
	void refusesAMalformedReplyAndClosesTheConnection(String reply) {
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send(reply);
			connection.awaitEnd();
		});
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> get(replica))
			.withCauseInstanceOf(BrokenReplyException.class);
		Awaitility.await().until(() -> replica.open() == 0);
	}

	private static void sendInPieces(ScriptedReplica.Connection connection, String bytes, Random random)
			throws IOException {
		int longest = new int[] { 1, 3, 1000, 100_000 }[random.nextInt(4)];
		if (longest < 1000 && bytes.length() > 2000) {
			longest = 1000;
		}
		for (int i = 0; i < bytes.length();) {
			int end = Math.min(bytes.length(), i + 1 + random.nextInt(longest));
			connection.send(bytes.substring(i, end));
			i = end;
		}
	}

}
