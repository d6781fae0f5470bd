package dev.letterbox.meshtests.contract;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

import dev.letterbox.meshtests.support.ChatPage;
import dev.letterbox.meshtests.support.ChatPage.ListedChat;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@RunsOnMesh
class ChatsContractIT {

	private final Client client;

	private final String member = Client.firstOf(Client.freshChat("member", "x"));

	ChatsContractIT(Client client) {
		this.client = client;
	}

	@Test
	void listsEveryChatInWhichAMessageHasBeenSent() {
		assertThat(list()).isEqualTo(new ChatPage(List.of(), false, null));
		Message first = this.client.stored(this.member + ":zoe", "1");
		assertThat(list().chats()).containsExactly(new ListedChat(this.member + ":zoe", first.sendTime(), 1));
		Message note = this.client.stored(this.member + ":" + this.member, "a note");
		Message other = this.client.stored("ann:" + this.member, "1");
		Message last = this.client.stored("zoe:" + this.member, "2");
		assertThat(list().chats()).containsExactly(new ListedChat("ann:" + this.member, other.sendTime(), 1),
				new ListedChat(this.member + ":" + this.member, note.sendTime(), 1),
				new ListedChat(this.member + ":zoe", last.sendTime(), 2));
		this.client.pull(this.member + ":never-sent-to");
		this.client.send(this.member + ":refused", "nobody", "text");
		assertThat(list().chats()).hasSize(3);
	}

	@Test
	void listsAChatForBothOfItsMembers() {
		String chat = Client.freshChat();
		this.client.stored(chat, "hi");
		for (String one : List.of(Client.firstOf(chat), Client.secondOf(chat))) {
			assertThat(ChatPage.of(chats(one)).names()).containsExactly(chat);
		}
	}

	@Test
	void listsAChatFromTheMomentItsFirstSendIsAnsweredAtEveryReplica() {
		for (int i = 0; i < 20; i++) {
			String chat = this.member + ":n%02d".formatted(i);
			assertThat(this.client.send(chat, this.member, "first").status()).isEqualTo(200);
			assertThat(list().names()).as("after the answer to the first send of %s", chat).contains(chat);
		}
	}

	@Test
	void tellsTheCursorThatAReceiverOfAllOfItHas() {
		String chat = this.member + ":b";
		for (int i = 0; i < 3; i++) {
			this.client.stored(chat, "text " + i);
			assertThat(list().chats().getFirst().nextCursor()).isEqualTo(this.client.page(chat).nextCursor());
			assertThat(list().chats().getFirst().sendTime())
				.isEqualTo(this.client.page(chat).messages().getLast().sendTime());
		}
	}

	@Test
	void ordersByTheCodePointsOfTheCanonicalName() {
		List<String> expected = new ArrayList<>();
		for (String other : List.of("!", "A", "a", "a!", "ab", "é", "\uE000", "\uFFFD", "𐍈", "😀")) {
			expected.add(this.member + ":z" + other);
		}
		List<String> shuffled = new ArrayList<>(expected);
		Collections.shuffle(shuffled, new Random(7));
		shuffled.forEach((chat) -> this.client.stored(chat, "hi"));
		assertThat(list().names()).isEqualTo(expected);
		for (int i = 0; i < expected.size(); i++) {
			assertThat(list("after", expected.get(i)).names()).isEqualTo(expected.subList(i + 1, expected.size()));
		}
	}

	@Test
	void startsBehindAnyChatInEitherSpelling() {
		for (String other : List.of("a", "n", "z")) {
			this.client.stored(this.member + ":" + other, "hi");
		}
		assertThat(list("after", "n:" + this.member).names()).containsExactly(this.member + ":z");
		assertThat(list("after", this.member + ":b").names()).containsExactly(this.member + ":n", this.member + ":z");
		assertThat(list("after", "zz:zzz").names()).isEmpty();
		assertThat(list("after", "!:!").names()).hasSize(3);
	}

	@Test
	void leavesOutChatsWhoseLastMessageIsOlderThanSince() {
		long sent = this.client.stored(this.member + ":z", "hi").sendTime();
		for (long since : new long[] { 0, sent - 1, sent }) {
			assertThat(list("since", since).names()).as("since %d", since - sent).containsExactly(this.member + ":z");
		}
		assertThat(list("since", sent + 1)).isEqualTo(new ChatPage(List.of(), false, null));
		assertThat(list("since", (1L << 53) - 1).names()).isEmpty();
	}

	@Test
	void linksPagesThatKeepMemberSinceAndLimit() {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			expected.add(this.member + ":x&=+%#é😀" + i);
			this.client.stored(expected.getLast(), "hi");
		}
		for (String path : List.of("/api/chats", "/chats")) {
			List<String> found = new ArrayList<>();
			String target = path + "?limit=3&since=1&member=" + Client.encode(this.member);
			while (target != null) {
				ChatPage page = ChatPage.of(this.client.get(target));
				found.addAll(page.names());
				assertThat(page.chats()).hasSize(Math.min(3, 7 - found.size() + page.chats().size()));
				if (page.next() != null) {
					assertThat(page.next()).startsWith(path + "?").contains("since=1", "limit=3");
				}
				target = (page.next() != null) ? this.client.resolve(page.next(), path) : null;
			}
			assertThat(found).isEqualTo(expected);
		}
	}

	@Test
	void limitsAPageToAHundredChatsByDefaultAndAThousandAtMost() {
		for (int i = 0; i < 101; i++) {
			this.client.stored(this.member + ":c" + i, "hi");
		}
		assertThat(list().chats()).hasSize(100);
		assertThat(list("limit", 0).chats()).hasSize(100);
		assertThat(list("limit", 0).hasMore()).isTrue();
		assertThat(list("limit", 101)).satisfies((page) -> assertThat(page.hasMore()).isFalse());
		assertThat(list("limit", 1000).chats()).hasSize(101);
		assertThat(list("limit", 1).chats()).hasSize(1);
		Refusals.assertInvalid(chats(this.member, "limit", 1001), "limit");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void takesItsParametersFromTheBodyToo(boolean chunked) {
		for (String other : List.of("x", "y", "z")) {
			this.client.stored(this.member + ":" + other, "hi");
		}
		byte[] body = Json.object("member", this.member, "after", this.member + ":x", "limit", 1, "other", true)
			.getBytes(StandardCharsets.UTF_8);
		for (String target : List.of("/api/chats", "/chats", "/api/chats?limit=1", "/chats?unknown=x")) {
			ChatPage page = ChatPage.of(this.client.exchange("GET", target,
					chunked ? BodyPublishers.ofByteArrays(List.of(body)) : BodyPublishers.ofByteArray(body),
					"Content-Type", "application/json"));
			assertThat(page.names()).as(target).containsExactly(this.member + ":y");
			assertThat(this.client.resolve(Objects.requireNonNull(page.next()), target)).contains("limit=1");
		}
		ChatPage query = ChatPage
			.of(this.client.exchange("GET", "/api/chats?limit=2&after=" + Client.encode(this.member + ":y"), body,
					"Content-Type", "application/json"));
		assertThat(query.names()).containsExactly(this.member + ":z");
	}

	@ParameterizedTest
	@CsvSource({ "'', member", "member=, member", "member=a:b, member", "member=a%20b, member", "member=%00, member",
			"member=a&member=b, member", "member=a&limit=x, limit", "member=a&limit=1001, limit",
			"member=a&limit=-1, limit", "member=a&after=b, after", "member=a&after=a:b:c, after",
			"member=a&since=-1, since", "member=a&since=1.5, since", "member=a&since=9007199254740992, since" })
	void refusesInvalidParameters(String query, String field) {
		Refusals.assertInvalid(this.client.get("/api/chats?" + query), field);
		Refusals.assertInvalid(this.client.get("/chats?" + query), field);
	}

	@Test
	void namesAllFaultsAtOnce() {
		Refusals.assertInvalid(this.client.get("/api/chats?member=a:b&limit=x&after=a&since=y"), "member", "limit",
				"after", "since");
		Refusals
			.assertInvalid(
					this.client.exchange("GET", "/chats",
							"{\"member\":7,\"limit\":\"3\",\"after\":[],\"since\":true}"
								.getBytes(StandardCharsets.UTF_8),
							"Content-Type", "application/json"),
					"member", "limit", "after", "since");
	}

	@Test
	void answersHeadAsGetWithoutTheBody() {
		this.client.stored(this.member + ":b", "hi");
		Reply get = chats(this.member);
		Reply head = this.client.exchange("HEAD", "/api/chats?member=" + Client.encode(this.member), (byte[]) null);
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.text()).isEmpty();
		assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/chats", "/chats" })
	void refusesOtherMethodsSpellingsAndMediaTypes(String path) {
		for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
			Reply refused = this.client.exchange(method, path + "?member=a", (byte[]) null);
			Refusals.assertProblem(refused, 405, "method-not-allowed");
			assertThat(refused.header("Allow").orElseThrow()).contains("GET", "HEAD");
		}
		Refusals.assertProblem(this.client.get(path + "/?member=a"), 404, "not-found");
		Refusals.assertProblem(this.client.get(path.toUpperCase(Locale.ROOT) + "?member=a"), 404, "not-found");
		Refusals.assertProblem(this.client.get(path + "?member=a", "Accept", "text/html"), 406, "not-acceptable");
		Refusals.assertProblem(this.client.exchange("GET", path + "?member=a", "{}".getBytes(StandardCharsets.UTF_8),
				"Content-Type", "text/plain"), 415, "unsupported-media-type");
	}

	private ChatPage list(Object... parameters) {
		return ChatPage.of(chats(this.member, parameters));
	}

	private Reply chats(String of, Object... parameters) {
		StringBuilder target = new StringBuilder("/api/chats?member=" + Client.encode(of));
		for (int i = 0; i < parameters.length; i += 2) {
			target.append('&').append(parameters[i]).append('=').append(Client.encode(parameters[i + 1].toString()));
		}
		return this.client.get(target.toString());
	}

}
