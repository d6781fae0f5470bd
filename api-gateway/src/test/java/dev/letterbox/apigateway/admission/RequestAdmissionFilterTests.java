package dev.letterbox.apigateway.admission;

import java.io.IOException;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests are admitted, and how all others are refused.
 */
class RequestAdmissionFilterTests extends GatewayFixture {

	@ParameterizedTest
	@CsvSource({ "POST,/api/send", "POST,/send", "GET,/api/pull", "GET,/pull", "HEAD,/api/pull", "HEAD,/pull",
			"GET,/api/chats", "GET,/chats", "HEAD,/api/chats", "HEAD,/chats", "GET,/ping", "HEAD,/ping" })
	void admitsThePathsAndMethodsOfTheContract(String method, String target) throws IOException {
		StubReplica replica = replica();
		assertThat(ask(method, target).status()).isEqualTo(200);
		assertThat(replica.seen()).singleElement()
			.satisfies((seen) -> assertThat(seen.line()).isEqualTo(method + " " + target + " HTTP/1.1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "//", "//api/pull", "/api//pull", "/api/pull/", "/api/pull;x", "/api;x/pull",
			"/api/chats/", "/Chats", "/api/chat", "/api/./pull", "/x/../api/pull", "/api/x/%2e%2e/pull",
			"/api/%2e/pull", "/api/%70ull", "/%61pi/pull", "/API/PULL", "/Ping", "/ping/", "/ping%00", "/ping%20",
			"/api/ping", "/api", "/api/", "/api%2fpull", "/actuator", "/actuator/health", "/actuator/gateway/routes",
			"/eureka/apps", "/error", "/favicon.ico", "/v3/api-docs/", "/v3/api-docs.yaml",
			"/v3/api-docs/swagger-config", "/swagger-ui/", "/swagger-ui/index.html", "/swagger-ui.html",
			"/swagger-ui/page.html", "/swagger-ui/../application.properties", "/Swagger-UI",
			"/webjars/swagger-ui/swagger-ui.css", "http://other.example/actuator", "//other.example/ping", "/..;/ping",
			"/pull/../ping" })
	void refusesOtherSpellingsOfAPath(String target) throws IOException {
		StubReplica replica = replica();
		ask("GET", target).isProblem(404, "not-found");
		ask("POST", target).isProblem(404, "not-found");
		ask("OPTIONS", target).isProblem(404, "not-found");
		assertThat(replica.seen()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET     | /api/send | POST
			HEAD    | /send     | POST
			OPTIONS | /api/send | POST
			PUT     | /send     | POST
			POST    | /api/pull | GET, HEAD, QUERY
			DELETE  | /pull     | GET, HEAD, QUERY
			OPTIONS | /pull     | GET, HEAD, QUERY
			QUERY   | /ping     | GET, HEAD
			QUERY   | /api/send | POST
			query   | /pull     | GET, HEAD, QUERY
			POST    | /api/chats | GET, HEAD, QUERY
			OPTIONS | /chats    | GET, HEAD, QUERY
			TRACE   | /ping     | GET, HEAD
			PATCH   | /ping     | GET, HEAD
			get     | /ping     | GET, HEAD
			BREW    | /ping     | GET, HEAD
			POST    | /v3/api-docs | GET, HEAD
			POST    | /         | GET, HEAD
			OPTIONS | /         | GET, HEAD
			DELETE  | /swagger-ui | GET, HEAD
			POST    | /swagger-ui/start.js | GET, HEAD
			""")
	void namesTheSupportedMethodsOfAKnownPath(String method, String target, String allowed) throws IOException {
		StubReplica replica = replica();
		RawConnection.Response response = ask(method, target);
		if (method.equals("HEAD")) {
			response.isHeadOfProblem(405);
		}
		else {
			response.isProblem(405, "method-not-allowed");
		}
		assertThat(response.headers()).containsEntry("Allow", allowed);
		assertThat(replica.seen()).isEmpty();
	}

	@Test
	void treatsACorsPreflightLikeAnyOtherMethod() throws IOException {
		replica();
		String preflight = "Origin: https://elsewhere.example\r\nAccess-Control-Request-Method: POST\r\n";
		ask(head("OPTIONS", "/api/send", preflight)).isProblem(405, "method-not-allowed");
		assertThat(ask(head("GET", "/ping", "Origin: https://elsewhere.example\r\n")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/pull?chat=%", "/api/pull?chat=%zz", "/api/pull?chat=%4", "/api/pull?chat=a|b",
			"/api/pull?chat={a}", "/api/pull?chat=\"a\"", "/api/pull?chat=a\\b", "/api/pull?chat=a^b",
			"/api/pull?chat=\u00e9", "/api/pull?chat=a#b", "/api/pull#", "/api/pu|l", "/%", "/%zz/..", "*", "api/pull",
			"@other.example/ping", ":1/ping", "ftp://other.example/ping", "http://other.example" })
	void refusesAMalformedTargetWithAProblem(String target) throws IOException {
		StubReplica replica = replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("GET", target, "")).receive().isProblem(400, "invalid-request");
			connection.send(head("POST", target, "Content-Length: 2\r\n") + "{}")
				.receive()
				.isProblem(400, "invalid-request");
			connection.send(head("HEAD", target, "")).receive(true).isHeadOfProblem(400);
			assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(200);
		}
		assertThat(replica.seen()).hasSize(1);
	}

	@Test
	void reportsTheRawPathAsInstance() throws IOException {
		assertThat(ask("GET", "/No%2eSuch;x?q=1").body()).contains("\"instance\":\"/No%2eSuch;x\"");
		assertThat(ask("GET", "/api/pull?chat=%").body()).contains("\"instance\":\"/api/pull\"");
	}

	@Test
	void acceptsTheAbsoluteFormOfATarget() throws IOException {
		StubReplica replica = replica();
		assertThat(ask("GET", "http://other.example:99/pull?chat=a:b").status()).isEqualTo(200);
		assertThat(replica.seen()).singleElement()
			.satisfies((seen) -> assertThat(seen.target()).isEqualTo("/pull?chat=a:b"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "image/png", "nonsense", "*/*;q=0", "application/json;q=x", "", ",;,",
			"text/html, application/xhtml+xml;q=0.9" })
	void answersWithAProblemRegardlessOfAccept(String accept) throws IOException {
		String header = "Accept: " + accept + "\r\n";
		ask(head("GET", "/nowhere", header)).isProblem(404, "not-found");
		ask(head("GET", "/ping", header)).isProblem(503, "unavailable");
		ask(head("GET", "/ping?%", header)).isProblem(400, "invalid-request");
	}

	@Test
	void doesNotUpgrade() throws IOException {
		StubReplica replica = replica();
		String upgrade = """
				Connection: Upgrade
				Upgrade: websocket
				Sec-WebSocket-Version: 13
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
				""";
		assertThat(ask(head("GET", "/ping", upgrade)).status()).isEqualTo(200);
		assertThat(ask(head("POST", "/send", upgrade + "Content-Length: 2\r\n") + "{}").status()).isEqualTo(200);
		String plaintextHttp2 = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
		assertThat(ask(head("GET", "/ping", plaintextHttp2)).status()).isEqualTo(200);
		assertThat(replica.seen()).hasSize(3)
			.allSatisfy((seen) -> assertThat(seen.headers()).doesNotContainKeys("Upgrade", "Connection"));
	}

	@Test
	void answersPipelinedRequestsInOrder() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("GET", "/ping", "") + head("GET", "/nowhere", "") + head("GET", "/ping?%", "")
					+ head("POST", "/send", "Content-Length: 2\r\n") + "{}" + head("PUT", "/send", ""));
			assertThat(connection.receive().status()).isEqualTo(200);
			connection.receive().isProblem(404, "not-found");
			connection.receive().isProblem(400, "invalid-request");
			assertThat(connection.receive().status()).isEqualTo(200);
			connection.receive().isProblem(405, "method-not-allowed");
		}
	}

	@Test
	void losesNoRequestSentRightAfterAResponse() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 100; i++) {
				assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(200);
				connection.send(head("GET", "/nowhere", "")).receive().isProblem(404, "not-found");
			}
		}
	}

	@Test
	void acceptsHttp10() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			assertThat(connection.send("GET /ping HTTP/1.0\r\n\r\n").receive().status()).isEqualTo(200);
			assertThat(connection.isClosedByServer()).isTrue();
		}
		ask("GET /nowhere HTTP/1.0\r\n\r\n").isProblem(404, "not-found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: a b", "Host: [::1", "Host: a/b?c#d", "Host: ", "Host: x:99999999", "Host: %zz",
			"Host: a_b", "Host: \u00e9" })
	void answersAnyHostHeaderWithoutAServerError(String host) throws IOException {
		replica();
		assertThat(ask("GET /ping HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n").status()).isIn(200, 400);
	}

	@Test
	void refusesAnOversizedHead() throws IOException {
		StubReplica replica = replica();
		assertThat(ask("GET", "/pull?chat=" + "a".repeat(20_000)).status()).isEqualTo(414);
		assertThat(ask(head("GET", "/ping", "X-Long: " + "a".repeat(20_000) + "\r\n")).status()).isEqualTo(431);
		assertThat(ask("GET", "/pull?chat=" + "a".repeat(7_000)).status()).isEqualTo(200);
		assertThat(replica.seen()).hasSize(1);
	}

}
