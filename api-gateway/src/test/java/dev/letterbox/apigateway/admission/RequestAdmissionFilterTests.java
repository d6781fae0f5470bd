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
 * What the front door lets in, and what it says to the rest.
 */
class RequestAdmissionFilterTests extends GatewayFixture {

	@ParameterizedTest
	@CsvSource({ "POST,/api/send", "POST,/send", "GET,/api/pull", "GET,/pull", "HEAD,/api/pull", "HEAD,/pull",
			"GET,/ping", "HEAD,/ping" })
	void letsInWhatTheContractNames(String method, String target) throws IOException {
		StubReplica replica = replica();
		assertThat(ask(method, target).status()).isEqualTo(200);
		assertThat(replica.seen()).singleElement()
			.satisfies((seen) -> assertThat(seen.line()).isEqualTo(method + " " + target + " HTTP/1.1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "//", "//api/pull", "/api//pull", "/api/pull/", "/api/pull;x", "/api;x/pull",
			"/api/./pull", "/x/../api/pull", "/api/x/%2e%2e/pull", "/api/%2e/pull", "/api/%70ull", "/%61pi/pull",
			"/API/PULL", "/Ping", "/ping/", "/ping%00", "/ping%20", "/api/ping", "/api", "/api/", "/api%2fpull",
			"/actuator", "/actuator/health", "/actuator/gateway/routes", "/eureka/apps", "/error", "/favicon.ico",
			"/v3/api-docs/", "/v3/api-docs.yaml", "/v3/api-docs/swagger-config", "/swagger-ui/",
			"/swagger-ui/index.html", "/swagger-ui.html", "/swagger-ui/page.html",
			"/swagger-ui/../application.properties", "/Swagger-UI", "/webjars/swagger-ui/swagger-ui.css",
			"http://other.example/actuator", "//other.example/ping", "/..;/ping", "/pull/../ping" })
	void knowsNoOtherSpelling(String target) throws IOException {
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
			POST    | /api/pull | GET, HEAD
			DELETE  | /pull     | GET, HEAD
			OPTIONS | /pull     | GET, HEAD
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
	void namesTheMethodsOfAKnownAddress(String method, String target, String allowed) throws IOException {
		StubReplica replica = replica();
		RawConnection.Heard heard = ask(method, target);
		if (method.equals("HEAD")) {
			heard.isHeadOfProblem(405);
		}
		else {
			heard.isProblem(405, "method-not-allowed");
		}
		assertThat(heard.headers()).containsEntry("Allow", allowed);
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
	void answersAMalformedAddressInTheSameWords(String target) throws IOException {
		StubReplica replica = replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.say(head("GET", target, "")).hear().isProblem(400, "invalid-request");
			connection.say(head("POST", target, "Content-Length: 2\r\n") + "{}")
				.hear()
				.isProblem(400, "invalid-request");
			connection.say(head("HEAD", target, "")).hear(true).isHeadOfProblem(400);
			assertThat(connection.say(head("GET", "/ping", "")).hear().status()).isEqualTo(200);
		}
		assertThat(replica.seen()).hasSize(1);
	}

	@Test
	void namesThePathAsItCame() throws IOException {
		assertThat(ask("GET", "/No%2eSuch;x?q=1").body()).contains("\"instance\":\"/No%2eSuch;x\"");
		assertThat(ask("GET", "/api/pull?chat=%").body()).contains("\"instance\":\"/api/pull\"");
	}

	@Test
	void takesTheAbsoluteFormAsTheSameAddress() throws IOException {
		StubReplica replica = replica();
		assertThat(ask("GET", "http://other.example:99/pull?chat=a:b").status()).isEqualTo(200);
		assertThat(replica.seen()).singleElement()
			.satisfies((seen) -> assertThat(seen.target()).isEqualTo("/pull?chat=a:b"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "image/png", "nonsense", "*/*;q=0", "application/json;q=x", "", ",;,",
			"text/html, application/xhtml+xml;q=0.9" })
	void answersWithAProblemWhateverIsAccepted(String accept) throws IOException {
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
	void answersManyRequestsSentAtOnceInTheirOrder() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.say(head("GET", "/ping", "") + head("GET", "/nowhere", "") + head("GET", "/ping?%", "")
					+ head("POST", "/send", "Content-Length: 2\r\n") + "{}" + head("PUT", "/send", ""));
			assertThat(connection.hear().status()).isEqualTo(200);
			connection.hear().isProblem(404, "not-found");
			connection.hear().isProblem(400, "invalid-request");
			assertThat(connection.hear().status()).isEqualTo(200);
			connection.hear().isProblem(405, "method-not-allowed");
		}
	}

	@Test
	void losesNoRequestThatComesRightAfterAnAnswer() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 100; i++) {
				assertThat(connection.say(head("GET", "/ping", "")).hear().status()).isEqualTo(200);
				connection.say(head("GET", "/nowhere", "")).hear().isProblem(404, "not-found");
			}
		}
	}

	@Test
	void speaksHttp10() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			assertThat(connection.say("GET /ping HTTP/1.0\r\n\r\n").hear().status()).isEqualTo(200);
			assertThat(connection.isClosedByServer()).isTrue();
		}
		ask("GET /nowhere HTTP/1.0\r\n\r\n").isProblem(404, "not-found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: a b", "Host: [::1", "Host: a/b?c#d", "Host: ", "Host: x:99999999", "Host: %zz",
			"Host: a_b", "Host: \u00e9" })
	void survivesAnyHost(String host) throws IOException {
		replica();
		assertThat(ask("GET /ping HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n").status()).isIn(200, 400);
	}

	@Test
	void refusesAnOverlongHead() throws IOException {
		StubReplica replica = replica();
		assertThat(ask("GET", "/pull?chat=" + "a".repeat(20_000)).status()).isEqualTo(414);
		assertThat(ask(head("GET", "/ping", "X-Long: " + "a".repeat(20_000) + "\r\n")).status()).isEqualTo(431);
		assertThat(ask("GET", "/pull?chat=" + "a".repeat(7_000)).status()).isEqualTo(200);
		assertThat(replica.seen()).hasSize(1);
	}

}
