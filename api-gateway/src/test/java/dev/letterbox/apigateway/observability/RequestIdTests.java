package dev.letterbox.apigateway.observability;

import java.io.IOException;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request has one id: in the response, at the replica, in problems and in log lines.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestIdTests extends GatewayFixture {

	@ParameterizedTest
	@ValueSource(strings = { "a", "4bf92f35-77b3.4da6_A~:/+=",
			"0123456789012345678901234567890123456789012345678901234567890123"
					+ "4567890123456789012345678901234567890123456789012345678901234567" })
	void keepsTheIdOfTheClient(String id) throws IOException {
		StubReplica replica = replica();
		assertThat(withId(id).headers()).containsEntry("X-Request-Id", id);
		assertThat(replica.seen().getFirst().headers()).containsEntry("X-Request-Id", id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "two words", "a\"b", "a,b", "<b>", "%0A", "\u00e9",
			"01234567890123456789012345678901234567890123456789012345678901234"
					+ "567890123456789012345678901234567890123456789012345678901234567x" })
	void generatesAnIdIfTheClientsIsNotSafeToRepeat(String id) throws IOException {
		StubReplica replica = replica();
		String given = String.valueOf(withId(id).headers().get("X-Request-Id"));
		assertThat(given).matches("[0-9a-f]{32}");
		assertThat(replica.seen().getFirst().headers()).containsEntry("X-Request-Id", given);
	}

	@Test
	void generatesADifferentIdForEachRequest() throws IOException {
		replica();
		assertThat(ask("GET", "/ping").headers().get("X-Request-Id"))
			.isNotEqualTo(ask("GET", "/ping").headers().get("X-Request-Id"));
	}

	@Test
	void isSentOnceEvenIfTheReplicaSendsOne() throws IOException {
		replica().answering("HTTP/1.1 200 OK\r\nX-Request-Id: another\r\nContent-Length: 0\r\n\r\n");
		assertThat(withId("mine").headers()).containsEntry("X-Request-Id", "mine");
	}

	@Test
	void cannotBeRemovedAsAHopByHopHeader() throws IOException {
		StubReplica replica = replica();
		ask(head("GET", "/ping", "X-Request-Id: mine\r\nConnection: X-Request-Id\r\n"));
		assertThat(replica.seen().getFirst().headers()).containsEntry("X-Request-Id", "mine");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /nowhere", "DELETE /ping", "GET /ping", "GET /%zz", "GET /ping?a=b|c",
			"HEAD /nowhere", "HEAD /ping", "POST /api/send" })
	void isInEveryResponseOfTheGatewayItself(String line) throws IOException {
		String[] words = line.split(" ", -1);
		RawConnection.Response response = ask(head(words[0], words[1],
				"X-Request-Id: mine\r\n" + (words[0].equals("POST") ? "Content-Length: 0\r\n" : "")));
		assertThat(response.status()).isGreaterThanOrEqualTo(400);
		assertThat(response.headers()).containsEntry("X-Request-Id", "mine");
		if (!words[0].equals("HEAD")) {
			assertThat(response.body()).contains("\"request_id\":\"mine\"");
		}
	}

	@Test
	void isInTheResponseToABodyThatIsTooLarge() throws IOException {
		ask(head("POST", "/api/send", "X-Request-Id: mine\r\nContent-Length: 600000\r\n")).isProblem(413, "too-large");
	}

	@Test
	void isInTheLogLinesOfTheRequestAndInNoOthers(CapturedOutput output) throws IOException {
		replica().answering((request, out) -> {
			throw new IOException("gone");
		});
		withId("mine");
		ask("GET", "/ping");
		assertThat(output.getOut().lines().filter((line) -> line.contains("No answer to"))).hasSize(2)
			.first()
			.asString()
			.contains("[mine] ");
		assertThat(output.getOut().lines().filter((line) -> line.contains("[mine]"))).hasSize(1);
	}

	private RawConnection.Response withId(String id) throws IOException {
		return ask(head("GET", "/ping", "X-Request-Id: " + id + "\r\n"));
	}

}
