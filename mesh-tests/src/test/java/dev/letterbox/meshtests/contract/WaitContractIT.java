package dev.letterbox.meshtests.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.letterbox.meshtests.contract.HeldRequests.Timed;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.letterbox.meshtests.contract.HeldRequests.AT_ONCE;
import static dev.letterbox.meshtests.contract.HeldRequests.LATEST;
import static dev.letterbox.meshtests.contract.HeldRequests.assertNotHeld;
import static dev.letterbox.meshtests.contract.HeldRequests.assertStillHeld;
import static org.assertj.core.api.Assertions.assertThat;

/** Pulls that wait for news. */
@RunsOnMesh
class WaitContractIT {

	private final HeldRequests requests = new HeldRequests();

	private final Mesh mesh;

	private final Client client;

	private final String chat = Client.freshChat();

	WaitContractIT(Mesh mesh) {
		this.mesh = mesh;
		this.client = mesh.client();
	}

	@AfterEach
	void stop() {
		this.requests.close();
	}

	@Test
	void isHeldUntilAMessageIsThere() {
		CompletableFuture<Timed> waiting = waitFor("/api/pull?" + Client.query(this.chat), "wait=15");
		assertStillHeld(List.of(waiting));
		Message sent = this.client.stored(this.chat, "hi");
		long acknowledged = System.nanoTime();
		Timed answer = waiting.join();
		assertThat(answer.reply().header("Preference-Applied")).contains("wait=15");
		assertThat(Page.of(answer.reply()).messages()).containsExactly(sent);
		assertThat(answer.since(acknowledged)).isLessThan(LATEST);
	}

	@Test
	void endsWithAMessageThatWasAcknowledgedThroughAnyReplica() {
		for (Client replica : this.mesh.replicas()) {
			long cursor = this.client.page(this.chat).nextCursor();
			List<CompletableFuture<Timed>> waiting = new ArrayList<>();
			for (Client at : this.mesh.replicas()) {
				waiting.add(this.requests.get(at, "/pull?" + Client.query(this.chat, "cursor", cursor), "wait=15"));
			}
			waiting.add(waitFor("/pull?" + Client.query(this.chat, "cursor", cursor), "wait=15"));
			assertStillHeld(waiting);
			Message sent = replica.stored(this.chat, "through " + replica.base());
			long acknowledged = System.nanoTime();
			for (CompletableFuture<Timed> one : waiting) {
				Timed answer = one.join();
				assertThat(Page.of(answer.reply()).messages()).containsExactly(sent);
				assertThat(answer.since(acknowledged)).isLessThan(LATEST);
			}
		}
	}

	@Test
	void isAnsweredAsAlwaysWhenItsTimeIsUp() {
		this.client.stored(this.chat, "old");
		long begun = System.nanoTime();
		Timed answer = waitFor("/pull?" + Client.query(this.chat, "cursor", 1), "wait=2").join();
		assertThat(answer.since(begun)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(7));
		assertThat(answer.reply().header("Preference-Applied")).contains("wait=2");
		assertThat(answer.reply().header("Cache-Control")).contains("no-store");
		assertThat(answer.reply().json())
			.isEqualTo(Json.read("{'messages':[],'has_more':false,'next_cursor':1}".replace('\'', '"')));
	}

	@Test
	void isAnsweredAtOnceWhereThereIsSomethingToSay() {
		this.client.stored(this.chat, "0");
		this.client.stored(this.chat, "1");
		Reply reply = this.client.get("/pull?" + Client.query(this.chat, "limit", 1), "Prefer", "wait=19");
		assertThat(reply.header("Preference-Applied")).contains("wait=19");
		assertThat(Page.of(reply).messages()).hasSize(1);
		assertThat(Page.of(reply).hasMore()).isTrue();
		assertThat(reply.header("Link")).isPresent();
	}

	@ParameterizedTest
	@CsvSource({ "30, wait=30", "30, wait=31", "30, wait=99999999999999999999", "1, wait=1", "7, WAIT = 7" })
	void grantsAtMostThirtySeconds(int granted, String preference) {
		this.client.stored(this.chat, "hi");
		assertThat(
				this.client.get("/pull?" + Client.query(this.chat), "Prefer", preference).header("Preference-Applied"))
			.contains("wait=" + granted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wait=0", "wait", "wait=", "wait=-1", "wait=1.5", "wait=x", "wait=5s", "waiting=5",
			"respond-async", "foo; wait=5", "wait=x, wait=5", "return=representation" })
	void ignoresAPreferenceThatItDoesNotUnderstand(String preference) {
		assertNotHeld(waitFor("/pull?" + Client.query(this.chat), preference));
	}

	@ParameterizedTest
	@ValueSource(strings = { "reverse=true", "reverse=true&before=9", "reverse=true&cursor=3" })
	void ignoresAPreferenceThatComesWithReverse(String query) {
		assertNotHeld(waitFor("/pull?" + Client.query(this.chat) + "&" + query, "wait=15"));
	}

	@Test
	void takesTheFirstOfSeveralPreferences() {
		this.client.stored(this.chat, "hi");
		assertThat(this.client
			.get("/pull?" + Client.query(this.chat), "Prefer", "respond-async, wait=8; x=y, wait=9", "Prefer",
					"wait=10")
			.header("Preference-Applied")).contains("wait=8");
		assertThat(this.client
			.get("/pull?" + Client.query(this.chat), "Prefer", "handling=lenient", "Prefer",
					"foo=\"a, wait=3\", wait=10")
			.header("Preference-Applied")).contains("wait=10");
	}

	@Test
	void waitsForThePositionAndTheTimeThatItAsksFor() {
		Message first = this.client.stored(this.chat, "0");
		CompletableFuture<Timed> third = waitFor("/pull?" + Client.query(this.chat, "cursor", 2), "wait=15");
		CompletableFuture<Timed> since = waitFor(
				"/pull?" + Client.query(this.chat, "since", first.sendTime() + 1, "limit", 100), "wait=15");
		CompletableFuture<Timed> future = waitFor(
				"/pull?" + Client.query(this.chat, "since", Instant.now().getEpochSecond() + 1000), "wait=6");
		Message second = this.client.stored(this.chat, "1");
		assertStillHeld(List.of(third, future));
		Message last = this.client.stored(this.chat, "2");
		while (last.sendTime() == first.sendTime()) {
			last = this.client.stored(this.chat, "more");
		}
		assertThat(Page.of(third.join().reply()).messages().getFirst().position()).isEqualTo(2);
		List<Message> found = Page.of(since.join().reply()).messages();
		assertThat(found).isNotEmpty().allMatch((message) -> message.sendTime() > first.sendTime());
		assertThat(found.getFirst().position()).isGreaterThanOrEqualTo(second.position());
		assertThat(Page.of(future.join().reply()).messages()).isEmpty();
	}

	@Test
	void takesItsParametersFromABodyAndSpellsTheChatAsItDoes() {
		String turned = Client.secondOf(this.chat) + ":" + Client.firstOf(this.chat);
		CompletableFuture<Timed> get = this.requests
			.start(() -> this.client.pullByBody(Json.object("chat", turned), true, "Prefer", "wait=15"));
		CompletableFuture<Timed> query = this.requests.start(() -> this.client.exchange("QUERY", "/api/pull",
				Json.object("chat", turned).getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json",
				"Prefer", "wait=15"));
		CompletableFuture<Timed> reverse = this.requests.start(() -> this.client
			.pullByBody("{\"chat\":\"" + this.chat + "\",\"reverse\":true}", false, "Prefer", "wait=15"));
		assertNotHeld(reverse);
		assertStillHeld(List.of(get, query));
		this.client.stored(this.chat, "hi");
		for (CompletableFuture<Timed> one : List.of(get, query)) {
			assertThat(one.join().reply().header("Preference-Applied")).contains("wait=15");
			assertThat(Page.of(one.join().reply()).messages()).singleElement()
				.satisfies((message) -> assertThat(message.chat()).isEqualTo(turned));
		}
	}

	@Test
	void isHeldForHeadAsForGet() {
		CompletableFuture<Timed> head = this.requests.start(() -> this.client.exchange("HEAD",
				"/pull?" + Client.query(this.chat), (byte[]) null, "Prefer", "wait=15"));
		assertStillHeld(List.of(head));
		this.client.stored(this.chat, "hi");
		assertThat(head.join().reply().header("Preference-Applied")).contains("wait=15");
		assertThat(head.join().reply().text()).isEmpty();
	}

	@Test
	void isRefusedAtOnceIfItIsInvalid() {
		Timed answer = waitFor("/pull?" + Client.query(this.chat, "limit", 1001), "wait=15").join();
		Refusals.assertInvalid(answer.reply(), "limit");
		assertThat(answer.reply().header("Preference-Applied")).isEmpty();
		assertThat(answer.took()).isLessThan(AT_ONCE);
	}

	@Test
	void doesNotHoldASend() {
		Reply reply = this.client.send(this.chat, Client.firstOf(this.chat), "hi", "Prefer",
				"wait=15, return=representation");
		assertThat(reply.header("Preference-Applied")).contains("return=representation");
	}

	private CompletableFuture<Timed> waitFor(String pathAndQuery, String preference) {
		return this.requests.get(this.client, pathAndQuery, preference);
	}

}
