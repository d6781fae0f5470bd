package dev.letterbox.meshtests.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@RunsOnMesh
class IdempotencyContractIT {

	private static final String KEY = "Idempotency-Key";

	private final Mesh mesh;

	private final Client client;

	private final String chat = Client.freshChat();

	private final String sender = Client.firstOf(this.chat);

	private final String key = UUID.randomUUID().toString();

	IdempotencyContractIT(Mesh mesh) {
		this.mesh = mesh;
		this.client = mesh.client();
	}

	@Test
	void storesOnceAndSaysThatItIsAReplay() {
		Reply first = this.client.send(this.chat, this.sender, "once", KEY, this.key);
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.header("Idempotency-Replayed")).isEmpty();
		for (int i = 0; i < 5; i++) {
			Reply again = this.client.send(this.chat, this.sender, "once", KEY, this.key);
			assertThat(again.status()).as("%s", again).isEqualTo(200);
			assertThat(again.text()).isEmpty();
			assertThat(again.header("Idempotency-Replayed")).hasValue("true");
		}
		assertThat(this.client.page(this.chat).texts()).containsExactly("once");
	}

	@Test
	void replaysTheStoredMessageAsThisRequestSpellsAndPrefersIt() {
		this.client.stored(this.chat, "before");
		Message first = this.client.stored(this.chat, "once", KEY, this.key);
		assertThat(first.position()).isEqualTo(1);
		this.client.stored(this.chat, "after");
		String turned = Client.secondOf(this.chat) + ":" + this.sender;
		Reply again = this.client.send(turned, this.sender, "once", KEY, this.key, "Prefer", "return=representation");
		assertThat(again.header("Idempotency-Replayed")).hasValue("true");
		assertThat(again.header("Preference-Applied")).hasValue("return=representation");
		assertThat(Message.of(again.json())).isEqualTo(new Message(turned, 1, this.sender, "once", first.sendTime()));
		assertThat(this.client.page(this.chat).texts()).containsExactly("before", "once", "after");
	}

	@Test
	void refusesKeyUsedForAnotherMessage() {
		this.client.stored(this.chat, "once", KEY, this.key);
		Refusals.assertProblem(this.client.send(this.chat, this.sender, "other", KEY, this.key), 422, "key-reused");
		Refusals.assertProblem(this.client.send(this.chat, Client.secondOf(this.chat), "once", KEY, this.key), 422,
				"key-reused");
		Refusals.assertProblem(
				this.client.send(this.chat, this.sender, "Once", KEY, this.key, "Prefer", "return=representation"), 422,
				"key-reused");
		assertThat(this.client.page(this.chat).texts()).containsExactly("once");
		assertThat(this.client.send(this.chat, this.sender, "once", KEY, this.key).replayed()).isTrue();
	}

	@Test
	void keepsKeysOfChatsApart() {
		String other = Client.freshChat();
		this.client.stored(this.chat, "here", KEY, this.key);
		Reply reply = this.client.send(other, Client.firstOf(other), "there", KEY, this.key);
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("Idempotency-Replayed")).isEmpty();
		assertThat(this.client.page(other).texts()).containsExactly("there");
	}

	@Test
	void tellsKeysApartExactly() {
		for (String one : List.of("key", "KEY", "key2", "ke", "\"key\"")) {
			Reply reply = this.client.send(this.chat, this.sender, "with " + one, KEY, one);
			assertThat(reply.status()).as("%s", reply).isEqualTo(200);
			assertThat(reply.header("Idempotency-Replayed")).isEmpty();
		}
		assertThat(this.client.page(this.chat).messages()).hasSize(5);
	}

	@Test
	void takesEveryVisibleAsciiCharacterAndBothEndsOfTheLength() {
		StringBuilder visible = new StringBuilder();
		for (char c = '!'; c <= '~'; c++) {
			visible.append(c);
		}
		for (String valid : List.of("x", "k".repeat(255), visible.toString(), "," + visible, ";")) {
			assertThat(this.client.send(this.chat, this.sender, valid, KEY, valid).status()).isEqualTo(200);
			assertThat(this.client.send(this.chat, this.sender, valid, KEY, valid).replayed()).isTrue();
		}
		assertThat(this.client.page(this.chat).messages()).hasSize(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "two words", "a\tb", "k\u00E9y", "\u5B57", "\u0080", "\u00A0" })
	void refusesInvalidKey(String invalid) {
		String json = Json.object("chat", this.chat, "sender", this.sender, "text", "x");
		Reply reply = RawConnection.exchange(this.client.base(), RawConnection.head("POST /api/send HTTP/1.1",
				KEY + ": " + invalid, "Content-Type: application/json", "Content-Length: " + json.length()) + json);
		Refusals.assertInvalid(reply, KEY);
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@Test
	void refusesKeyThatIsTooLong() {
		Refusals.assertInvalid(this.client.send(this.chat, this.sender, "x", KEY, "k".repeat(256)), KEY);
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0001", "a\u0000b", "a\u007Fb", "a\rb" })
	void turnsAwayControlCharactersInTheKey(String invalid) {
		String json = Json.object("chat", this.chat, "sender", this.sender, "text", "x");
		Refusals.assertTurnedAway(RawConnection.exchange(this.client.base(),
				RawConnection.head("POST /api/send HTTP/1.1", KEY + ": " + invalid, "Content-Type: application/json",
						"Content-Length: " + json.length()) + json));
		Refusals.assertNothingStored(this.client, this.chat);
	}

	@Test
	void usesUpNoKeyForARefusedSend() {
		Refusals.assertInvalid(this.client.send(this.chat, "mallory", "once", KEY, this.key), "sender");
		Refusals.assertInvalid(this.client.send(this.chat, this.sender, "", KEY, this.key), "text");
		Refusals.assertProblem(
				this.client.send(this.chat, this.sender, "once", KEY, this.key, "Content-Type", "text/plain"), 415,
				"unsupported-media-type");
		Reply reply = this.client.send(this.chat, this.sender, "once", KEY, this.key);
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("Idempotency-Replayed")).isEmpty();
		assertThat(this.client.page(this.chat).texts()).containsExactly("once");
	}

	@Test
	void checksTheRequestBeforeTheKey() {
		this.client.stored(this.chat, "once", KEY, this.key);
		Refusals.assertInvalid(this.client.send(this.chat, "mallory", "once", KEY, this.key), "sender");
		assertThat(this.client.page(this.chat).texts()).containsExactly("once");
	}

	@Test
	void storesOneOfManySendsWithOneKeyAtOnceToAllReplicas() {
		List<Client> clients = new ArrayList<>(this.mesh.replicas());
		assertThat(clients).hasSizeGreaterThanOrEqualTo(2);
		clients.add(this.client);
		for (int round = 0; round < 10; round++) {
			String roundKey = this.key + round;
			List<Reply> replies = atOnce(32, (i) -> clients.get(i % clients.size())
				.send(this.chat, this.sender, "round " + roundKey, KEY, roundKey, "Prefer", "return=representation"));
			assertThat(replies).extracting(Reply::status).containsOnly(200);
			assertThat(replies).extracting((reply) -> Message.of(reply.json()))
				.containsOnly(Message.of(replies.getFirst().json()));
			assertThat(replies).filteredOn((reply) -> !reply.replayed()).hasSize(1);
		}
		assertThat(this.client.all(this.chat)).hasSize(10);
	}

	@Test
	void storesOneOfManyMessagesWithOneKeyAtOnce() {
		List<Reply> replies = atOnce(16,
				(i) -> this.client.send(this.chat, this.sender, "version " + i, KEY, this.key));
		assertThat(replies).filteredOn((reply) -> reply.status() == 200).hasSize(1);
		assertThat(replies).filteredOn((reply) -> reply.status() != 200)
			.allSatisfy((reply) -> Refusals.assertProblem(reply, 422, "key-reused"));
		assertThat(this.client.all(this.chat)).hasSize(1);
	}

	private static List<Reply> atOnce(int times, IntFunction<Reply> request) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<Reply>> futures = IntStream.range(0, times)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> request.apply(i), threads))
				.toList();
			return futures.stream().map(CompletableFuture::join).toList();
		}
	}

}
