package dev.letterbox.apigateway.admission;

import java.io.IOException;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The method QUERY (RFC 10008).
 */
class QueryMethodTests extends GatewayFixture {

	private static final String BODY = "{\"chat\":\"a:b\",\"limit\":5}";

	@ParameterizedTest
	@ValueSource(strings = { "/api/pull", "/pull", "/pull?cursor=3" })
	void isForwardedWithItsBody(String target) throws IOException {
		StubReplica replica = replica();
		RawConnection.Response response = ask(
				head("QUERY", target, "Content-Type: application/json\nContent-Length: " + BODY.length() + "\n")
						+ BODY);
		assertThat(response.status()).isEqualTo(200);
		StubReplica.Seen seen = replica.seen().getFirst();
		assertThat(seen.line()).isEqualTo("QUERY " + target + " HTTP/1.1");
		assertThat(seen.body()).isEqualTo(BODY);
		assertThat(seen.headers()).containsEntry("Content-Type", "application/json");
	}

	@Test
	void isForwardedWithAChunkedBody() throws IOException {
		StubReplica replica = replica();
		ask(head("QUERY", "/pull", "Content-Type: application/json\nTransfer-Encoding: chunked\n")
				+ Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n");
		assertThat(replica.seen().getFirst().body()).isEqualTo(BODY);
	}

	@Test
	void isForwardedWithoutABody() throws IOException {
		StubReplica replica = replica();
		assertThat(ask("QUERY", "/pull?chat=a:b").status()).isEqualTo(200);
		assertThat(replica.seen().getFirst().line()).isEqualTo("QUERY /pull?chat=a:b HTTP/1.1");
	}

	@Test
	void isSentToAnotherReplicaThanADeadOne() throws IOException {
		replica();
		deadReplica();
		for (int i = 0; i < 4; i++) {
			assertThat(ask("QUERY", "/pull").status()).isEqualTo(200);
		}
	}

	@Test
	void isOfferedByEveryAnswerToAGetOrAQuery() throws IOException {
		StubReplica replica = replica();
		assertOffered(ask("GET", "/api/pull"));
		assertOffered(ask("QUERY", "/pull"));
		assertOffered(ask("HEAD", "/pull"));
		replica.answering("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n");
		assertOffered(ask("GET", "/api/pull"));
		this.registry.up.clear();
		assertOffered(ask("QUERY", "/pull").isProblem(503, "unavailable"));
	}

	@Test
	void isOfferedNowhereElse() throws IOException {
		replica();
		for (RawConnection.Response other : new RawConnection.Response[] { ask("GET", "/ping"), ask("POST", "/send"),
				ask("POST", "/pull"), ask("GET", "/nowhere") }) {
			assertThat(other.headers()).doesNotContainKey("Accept-Query");
		}
	}

	private static void assertOffered(RawConnection.Response response) {
		assertThat(response.headers()).containsEntry("Accept-Query", "application/json");
	}

}
