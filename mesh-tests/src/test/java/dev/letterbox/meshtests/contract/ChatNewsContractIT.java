package dev.letterbox.meshtests.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.letterbox.meshtests.contract.HeldRequests.Timed;
import dev.letterbox.meshtests.support.ChatPage;
import dev.letterbox.meshtests.support.ChatPage.ListedChat;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.letterbox.meshtests.contract.HeldRequests.AT_ONCE;
import static dev.letterbox.meshtests.contract.HeldRequests.LATEST;
import static dev.letterbox.meshtests.contract.HeldRequests.assertNotHeld;
import static dev.letterbox.meshtests.contract.HeldRequests.assertStillHeld;
import static org.assertj.core.api.Assertions.assertThat;

/** Lists of chats that wait for news. */
@RunsOnMesh
class ChatNewsContractIT {

	private final HeldRequests requests = new HeldRequests();

	private final Mesh mesh;

	private final Client client;

	private final String member = Client.firstOf(Client.freshChat("member", "x"));

	ChatNewsContractIT(Mesh mesh) {
		this.mesh = mesh;
		this.client = mesh.client();
	}

	@AfterEach
	void stop() {
		this.requests.close();
	}

	@Test
	void areHeldUntilAChatHasNews() {
		long since = since();
		CompletableFuture<Timed> waiting = list("/api/chats", since, "wait=15");
		CompletableFuture<Timed> alias = list("/chats", since, "wait=99");
		assertStillHeld(List.of(waiting, alias));
		Message sent = this.client.stored("ann:" + this.member, "hi");
		long acknowledged = System.nanoTime();
		for (CompletableFuture<Timed> one : List.of(waiting, alias)) {
			Timed answer = one.join();
			assertThat(ChatPage.of(answer.reply()).chats())
				.containsExactly(new ListedChat("ann:" + this.member, sent.sendTime(), 1));
			assertThat(answer.since(acknowledged)).isLessThan(LATEST);
		}
		assertThat(waiting.join().reply().header("Preference-Applied")).contains("wait=15");
		assertThat(alias.join().reply().header("Preference-Applied")).contains("wait=30");
	}

	@Test
	void endWithNewsThatAnyReplicaAcknowledged() {
		for (Client replica : this.mesh.replicas()) {
			String chat = Client.freshChat();
			Message old = replica.stored(chat, "old");
			String target = "/chats?since=" + (old.sendTime() + 1) + "&member=" + Client.encode(Client.secondOf(chat));
			List<CompletableFuture<Timed>> waiting = new ArrayList<>();
			for (Client at : this.mesh.replicas()) {
				waiting.add(this.requests.get(at, target, "wait=15"));
			}
			waiting.add(this.requests.get(this.client, target, "wait=15"));
			assertStillHeld(waiting);
			Message sent = old;
			while (sent.sendTime() == old.sendTime()) {
				sent = replica.stored(chat, "news");
			}
			long acknowledged = System.nanoTime();
			ListedChat news = new ListedChat(chat, sent.sendTime(), sent.position() + 1);
			for (CompletableFuture<Timed> one : waiting) {
				Timed answer = one.join();
				assertThat(ChatPage.of(answer.reply()).chats()).containsExactly(news);
				assertThat(answer.since(acknowledged)).isLessThan(LATEST);
			}
		}
	}

	@Test
	void areAnsweredAsAlwaysWhenTheirTimeIsUp() {
		this.client.stored(this.member + ":yan", "hi");
		long begun = System.nanoTime();
		Timed answer = list("/chats", since() + 1000, "wait=2").join();
		assertThat(answer.since(begun)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(7));
		assertThat(answer.reply().header("Preference-Applied")).contains("wait=2");
		assertThat(ChatPage.of(answer.reply())).isEqualTo(new ChatPage(List.of(), false, null));
	}

	@Test
	void areAnsweredAtOnceWhereThereAreNews() {
		this.client.stored(this.member + ":yan", "1");
		this.client.stored(this.member + ":zoe", "1");
		Timed answer = this.requests.get(this.client, target("/chats", 1) + "&limit=1", "wait=19").join();
		assertThat(answer.reply().header("Preference-Applied")).contains("wait=19");
		assertThat(ChatPage.of(answer.reply()).names()).containsExactly(this.member + ":yan");
		assertThat(ChatPage.of(answer.reply()).hasMore()).isTrue();
		assertThat(answer.took()).isLessThan(AT_ONCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wait=0", "wait", "wait=x", "wait=1.5", "respond-async", "wait=x, wait=5" })
	void ignoreAPreferenceThatIsNotUnderstood(String preference) {
		assertNotHeld(list("/chats", since() + 1000, preference));
	}

	@Test
	void areNotHeldWithoutSince() {
		assertNotHeld(this.requests.get(this.client, "/api/chats?member=" + Client.encode(this.member), "wait=15"));
	}

	@Test
	void waitOnlyForTheChatsThatTheyAskFor() {
		long since = since();
		CompletableFuture<Timed> waiting = this.requests.get(this.client,
				target("/chats", since) + "&after=" + Client.encode(this.member + ":m"), "wait=15");
		this.client.stored(this.member + ":a", "not asked for");
		this.client.stored(Client.freshChat(), "of others");
		assertStillHeld(List.of(waiting));
		this.client.stored(this.member + ":z", "asked for");
		assertThat(ChatPage.of(waiting.join().reply()).names()).containsExactly(this.member + ":z");
	}

	@Test
	void takeTheirParametersFromTheBodyOfAQuery() {
		String body = Json.object("member", this.member, "since", since());
		CompletableFuture<Timed> query = this.requests.start(() -> query("/api/chats", body, "Prefer", "wait=15"));
		CompletableFuture<Timed> get = this.requests.start(() -> this.client.exchange("GET", "/api/chats",
				body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json", "Prefer", "wait=15"));
		assertStillHeld(List.of(query, get));
		this.client.stored(this.member + ":yan", "hi");
		for (CompletableFuture<Timed> one : List.of(query, get)) {
			assertThat(one.join().reply().header("Preference-Applied")).contains("wait=15");
			assertThat(ChatPage.of(one.join().reply()).names()).containsExactly(this.member + ":yan");
		}
	}

	@Test
	void areRefusedAtOnceIfTheyAreInvalid() {
		Timed answer = list("/chats", -1, "wait=15").join();
		Refusals.assertInvalid(answer.reply(), "since");
		assertThat(answer.reply().header("Preference-Applied")).isEmpty();
		assertThat(answer.took()).isLessThan(AT_ONCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/chats", "/chats" })
	void answerAQueryAsAGet(String path) {
		for (String other : List.of("x", "y", "z")) {
			this.client.stored(this.member + ":" + other, "hi");
		}
		String all = Json.object("member", this.member, "limit", 2);
		Reply get = this.client.get(path + "?limit=2&member=" + Client.encode(this.member));
		Reply query = query(path, all);
		assertThat(query.status()).isEqualTo(200);
		assertThat(query.text()).isEqualTo(get.text());
		assertThat(query.header("Link")).isPresent().isEqualTo(get.header("Link"));
		assertThat(ChatPage.of(query(path + "?limit=1", all)).names()).as("the query string wins")
			.containsExactly(this.member + ":x");
		assertThat(this.client.exchange("QUERY", path + "?limit=2&member=" + Client.encode(this.member), (byte[]) null)
			.text()).as("without a body").isEqualTo(get.text());
		assertThat(List.of(get, query))
			.allSatisfy((reply) -> assertThat(reply.header("Accept-Query")).contains("application/json"));
		Refusals.assertInvalid(query(path, "{}"), "member");
		Refusals.assertProblem(
				this.client.exchange("QUERY", path, all.getBytes(StandardCharsets.UTF_8), "Content-Type", "text/plain"),
				415, "unsupported-media-type");
		Reply refused = this.client.post(path, "{}");
		Refusals.assertProblem(refused, 405, "method-not-allowed");
		assertThat(refused.header("Allow").orElse("")).contains("GET", "HEAD", "QUERY");
	}

	private CompletableFuture<Timed> list(String path, long since, String preference) {
		return this.requests.get(this.client, target(path, since), preference);
	}

	private String target(String path, long since) {
		return path + "?since=" + since + "&member=" + Client.encode(this.member);
	}

	private Reply query(String target, String body, String... headers) {
		String[] all = new String[headers.length + 2];
		System.arraycopy(headers, 0, all, 2, headers.length);
		all[0] = "Content-Type";
		all[1] = "application/json";
		return this.client.exchange("QUERY", target, body.getBytes(StandardCharsets.UTF_8), all);
	}

	/** A time that no message of the member has yet, by the clock of the replicas. */
	private long since() {
		return this.client.stored(Client.freshChat(), "now").sendTime();
	}

}
