package dev.letterbox.meshtests.contract;

import java.util.List;
import java.util.Locale;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The addresses and their methods; every other address is 404. */
@RunsOnMesh
class AddressContractIT {

	private final Client client;

	private final String chat = Client.freshChat();

	private final String body = Json.object("chat", this.chat, "sender", Client.firstOf(this.chat), "text", "x");

	AddressContractIT(Client client) {
		this.client = client;
	}

	@Test
	void answersUnderBothNames() {
		assertThat(this.client.post("/api/send", this.body).status()).isEqualTo(200);
		assertThat(this.client.post("/send", this.body).status()).isEqualTo(200);
		for (String address : List.of("/api/pull", "/pull")) {
			assertThat(Page.of(this.client.get(address + "?" + Client.query(this.chat))).positions())
				.containsExactly(0L, 1L);
		}
	}

	@Test
	void answersPing() {
		Reply reply = this.client.get("/ping");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.mediaType()).isEqualTo("application/json");
		assertThat(reply.json()).isEqualTo(Json.read("{\"message\":\"pong\"}"));
		assertThat(this.client.get("/ping?chat=%20&limit=x").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api", "/api/", "/API/send", "/api/Send", "/api/SEND", "/Send", "/api/send/", "/send/",
			"/api//send", "//api/send", "//send", "/api/send//", "/api/send;", "/api/send;x", "/api/send;x=1",
			"/api;x/send", "/;/api/send", "/send;jsessionid=1", "/api/./send", "/./api/send", "/api/../send",
			"/api/../api/send", "/x/../api/send", "/api/send/.", "/api/send/..", "/send/../send", "/api/%2e/send",
			"/api/%2e%2e/api/send", "/api/%2E%2E/send", "/x/%2e%2e/api/send", "/api%2fsend", "/api/%2fsend",
			"/%2fapi/send", "/api/send%2f", "/api/send%20", "/api/send%00", "/api/send%3Bx", "/api/send%3F",
			"/api/send.json", "/api/sen", "/api/send/1", "/api/api/send", "/v1/send", "/send/send", "/send/api",
			"/message-service/api/send", "/MESSAGE-SERVICE/send", "/lb://message-service/send", "/api/send%0a",
			"/api/%5Csend", "/fallback", "/error" })
	void hasNoOtherSpellingOfSend(String address) {
		Reply reply = raw("POST", address, this.body);
		Refusals.assertProblem(reply, 404, "not-found");
		Refusals.assertProblem(raw("GET", address, ""), 404, "not-found");
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/pull/", "/pull/", "/api/PULL", "/api/pull;x", "/api//pull", "/api/./pull",
			"/x/../api/pull", "/api/%2e/pull", "/api/pull.json", "/api/ping", "/ping/", "/Ping", "/ping;x", "//ping",
			"/ping/x", "/./ping", "/actuator", "/actuator/", "/actuator/health", "/actuator/health/readiness",
			"/actuator/info", "/actuator/env", "/actuator/metrics", "/actuator/prometheus", "/actuator/heapdump",
			"/actuator/shutdown", "/actuator/gateway", "/actuator/gateway/routes", "/actuator/replicas",
			"/api/actuator/health", "/ping/../actuator/health", "/ping/..;/actuator/health",
			"/api/%2e%2e/actuator/health", "/eureka", "/eureka/", "/eureka/apps", "/eureka/apps/message-service",
			"/health", "/favicon.ico", "/index.html", "/swagger-ui/", "/swagger-ui.html", "/swagger-ui/index.html",
			"/swagger-ui/x", "/v3", "/v3/api-docs/", "/v3/api-docs.yaml", "/v3/api-docs/swagger-config", "/robots.txt",
			"/lastn", "/env", "/message-service/actuator/health" })
	void hasNoOtherAddress(String address) {
		for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
			Refusals.assertProblem(raw(method, address, ""), 404, "not-found");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/api/send, POST", "/send, POST", "/api/pull, GET", "/pull, GET", "/ping, GET", "/, GET",
			"/swagger-ui, GET", "/swagger-ui/start.js, GET", "/v3/api-docs, GET" })
	void takesNoOtherMethod(String address, String allowed) {
		for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "PROPFIND")) {
			boolean taken = method.equals(allowed) || (method.equals("HEAD") && allowed.equals("GET"));
			if (taken) {
				continue;
			}
			Reply reply = raw(method, address, method.equals("TRACE") ? "" : this.body);
			assertThat(reply.status()).as("%s %s: %s", method, address, reply).isEqualTo(405);
			assertThat(reply.header("Allow")).hasValueSatisfying(
					(allow) -> assertThat(List.of(allow.toUpperCase(Locale.ROOT).replace(" ", "").split(",", -1)))
						.contains(allowed)
						.isSubsetOf("GET", "HEAD", "POST", "OPTIONS", "QUERY")
						.doesNotContain(method));
			if (!method.equals("HEAD")) {
				Refusals.assertProblem(reply, 405, "method-not-allowed");
			}
		}
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/send", "/api/pull", "/ping", "/", "*" })
	void answersOptionsWithoutServerError(String target) {
		Reply reply = raw("OPTIONS", target, "");
		assertThat(reply.status()).as("%s", reply).isBetween(200, 499);
		if (reply.status() >= 400) {
			assertThat(reply.mediaType()).isEqualTo("application/problem+json");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://letterbox.test/ping", "http://127.0.0.1:1/ping", "http://example.org:80/api/send",
			"lb://message-service/ping", "ping", "http:", "http://[/ping", "\\ping", "/pi\u00F1g", "/{ping}", "/ping|",
			"/ping\"", "/<ping>", "/ping^", "/%", "/%zz", "/%ff", "/ping%", "/ping#x", "?", "/?/ping", "//", "///",
			"//evil.example/ping", "/api/pull?chat=a:b#x", "/api/pull?chat=a|b:\"c\"{d}", "/api/pull?chat=é:b" })
	void answersOddTargetsWithoutServerError(String target) {
		Reply reply = raw("GET", target, "");
		assertThat(reply.status()).as("%s", reply).isIn(200, 302, 400, 404, 405, 414);
		if (reply.status() >= 400 && !reply.text().isEmpty()) {
			assertThat(reply.mediaType()).as("%s", reply).isEqualTo("application/problem+json");
		}
	}

	@Test
	void answersCrossOriginRequestsAsAnyOther() {
		Reply reply = this.client.post("/api/send", this.body, "Origin", "https://example.org");
		assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		assertThat(this.client.page(this.chat).messages()).hasSize(1);
	}

	@Test
	void trustsNoForwardedHeadersForWhereItAnswers() {
		for (int i = 0; i < 2; i++) {
			this.client.post("/api/send", this.body);
		}
		Reply reply = this.client.get("/api/pull?" + Client.query(this.chat, "limit", 1), "X-Forwarded-Host",
				"evil.example", "X-Forwarded-Prefix", "/evil", "X-Forwarded-Proto", "gopher", "Forwarded",
				"host=evil.example");
		assertThat(Page.of(reply).next()).doesNotContain("evil").doesNotStartWith("//").doesNotContain("://");
	}

	private Reply raw(String method, String target, String content) {
		return RawConnection.exchange(this.client.base(),
				RawConnection.head(method + " " + target + " HTTP/1.1", "Content-Type: application/json",
						"Content-Length: " + content.length(), "Connection: close") + content);
	}

}
