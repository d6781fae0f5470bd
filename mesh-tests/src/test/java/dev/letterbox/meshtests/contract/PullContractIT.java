package dev.letterbox.meshtests.contract;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@RunsOnMesh
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PullContractIT {

	private static final long LARGEST = (1L << 53) - 1;

	private static final int LENGTH = 25;

	private final Client client;

	/** Filled once; the tests only read it. */
	private final String chat = Client.freshChat();

	private final List<Message> messages = new ArrayList<>();

	PullContractIT(Client client) {
		this.client = client;
	}

	@BeforeAll
	void sendMessages() {
		for (int i = 0; i < LENGTH; i++) {
			if (i == 10 || i == 20) {
				awaitSecondAfter(this.messages.getLast().sendTime());
			}
			this.messages.add(this.client.stored(this.chat, "message " + i));
		}
	}

	private static void awaitSecondAfter(long second) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> Instant.now().getEpochSecond() > second);
	}

	private static List<Long> positions(long from, long toExclusive) {
		return LongStream.range(from, toExclusive).boxed().toList();
	}

	private static List<Long> downwards(long from, long toInclusive) {
		return positions(toInclusive, from + 1).reversed();
	}

	@Test
	void givesTheTenOldestByDefault() {
		Page page = this.client.page(this.chat);
		assertThat(page.messages()).isEqualTo(this.messages.subList(0, 10));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.nextCursor()).isEqualTo(10);
	}

	@Test
	void givesEmptyPageOfAnUnusedChat() {
		String unused = Client.freshChat();
		Reply reply = this.client.pull(unused);
		assertThat(reply.text().replaceAll("\\s", "")).contains("\"messages\":[]", "\"has_more\":false",
				"\"next_cursor\":0");
		assertThat(this.client.page(unused, "cursor", 7)).isEqualTo(new Page(List.of(), false, 7, null));
		assertThat(this.client.page(unused, "reverse", true)).isEqualTo(new Page(List.of(), false, 0, null));
		assertThat(this.client.page(unused, "reverse", true, "cursor", 7))
			.isEqualTo(new Page(List.of(), false, 7, null));
		assertThat(this.client.page(unused, "reverse", true, "before", 7))
			.isEqualTo(new Page(List.of(), false, 0, null));
		assertThat(this.client.page(unused, "since", 0)).isEqualTo(new Page(List.of(), false, 0, null));
	}

	@Test
	void startsAtTheCursor() {
		Page page = this.client.page(this.chat, "cursor", 20, "limit", 3);
		assertThat(page.messages()).isEqualTo(this.messages.subList(20, 23));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.nextCursor()).isEqualTo(23);
		Page last = this.client.page(this.chat, "cursor", page.nextCursor(), "limit", 2);
		assertThat(last.positions()).containsExactly(23L, 24L);
		assertThat(last.hasMore()).isFalse();
		assertThat(last.nextCursor()).isEqualTo(25);
	}

	@ParameterizedTest
	@ValueSource(longs = { LENGTH, LENGTH + 1, 1_000_000, LARGEST })
	void givesTheRequestsCursorWhereNothingIsLeft(long cursor) {
		assertThat(this.client.page(this.chat, "cursor", cursor)).isEqualTo(new Page(List.of(), false, cursor, null));
		assertThat(this.client.page(this.chat, "cursor", cursor, "reverse", true))
			.isEqualTo(new Page(List.of(), false, cursor, null));
	}

	@Test
	void letsReceiverPollWithTheNextCursor() {
		String polled = Client.freshChat();
		long cursor = 0;
		for (int i = 0; i < 3; i++) {
			assertThat(this.client.page(polled, "cursor", cursor).messages()).isEmpty();
			this.client.stored(polled, "a" + i);
			this.client.stored(polled, "b" + i);
			Page page = this.client.page(polled, "cursor", cursor);
			assertThat(page.texts()).containsExactly("a" + i, "b" + i);
			cursor = page.nextCursor();
		}
		assertThat(cursor).isEqualTo(6);
	}

	@Test
	void takesLimitsFromNoneToAThousand() {
		assertThat(this.client.page(this.chat, "limit", 0).messages()).hasSize(10);
		assertThat(this.client.page(this.chat, "limit", 1).messages()).hasSize(1);
		assertThat(this.client.page(this.chat, "limit", LENGTH).messages()).hasSize(LENGTH);
		assertThat(this.client.page(this.chat, "limit", LENGTH).hasMore()).isFalse();
		assertThat(this.client.page(this.chat, "limit", 1000).messages()).isEqualTo(this.messages);
		assertThat(this.client.page(this.chat, "limit", 0, "reverse", true).messages()).hasSize(10);
	}

	@Test
	void givesTheNewestFirstInReverse() {
		Page page = this.client.page(this.chat, "reverse", true);
		assertThat(page.messages()).isEqualTo(this.messages.reversed().subList(0, 10));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.nextCursor()).isEqualTo(10);
	}

	@Test
	void skipsTheNewestInReverse() {
		Page page = this.client.page(this.chat, "reverse", true, "cursor", 4, "limit", 3);
		assertThat(page.positions()).isEqualTo(downwards(20, 18));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.nextCursor()).isEqualTo(7);
		Page last = this.client.page(this.chat, "reverse", true, "cursor", 22, "limit", 10);
		assertThat(last.positions()).isEqualTo(downwards(2, 0));
		assertThat(last.hasMore()).isFalse();
		assertThat(last.nextCursor()).isEqualTo(25);
	}

	@Test
	void pagesInReverseByTheNextCursor() {
		List<Long> seen = new ArrayList<>();
		Page page = this.client.page(this.chat, "reverse", true, "limit", 7);
		seen.addAll(page.positions());
		while (page.hasMore()) {
			page = this.client.page(this.chat, "reverse", true, "limit", 7, "cursor", page.nextCursor());
			seen.addAll(page.positions());
		}
		assertThat(seen).isEqualTo(downwards(LENGTH - 1, 0));
	}

	@Test
	void staysBelowAPosition() {
		Page page = this.client.page(this.chat, "reverse", true, "before", 8, "limit", 3);
		assertThat(page.positions()).isEqualTo(downwards(7, 5));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.nextCursor()).isEqualTo(3);
		Page last = this.client.page(this.chat, "reverse", true, "before", 3);
		assertThat(last.positions()).isEqualTo(downwards(2, 0));
		assertThat(last.hasMore()).isFalse();
		assertThat(this.client.page(this.chat, "reverse", true, "before", 0).messages()).isEmpty();
		assertThat(this.client.page(this.chat, "reverse", true, "before", LARGEST, "limit", 2).positions())
			.isEqualTo(downwards(24, 23));
	}

	@Test
	void startsAtASecond() {
		long second = this.messages.get(10).sendTime();
		int first = firstAtOrAfter(second);
		assertThat(first).isEqualTo(10);
		Page page = this.client.page(this.chat, "since", second, "limit", 4);
		assertThat(page.positions()).isEqualTo(positions(first, first + 4));
		assertThat(page.nextCursor()).isEqualTo(first + 4);
		assertThat(page.hasMore()).isTrue();
		assertThat(this.client.walk(page)).isEqualTo(this.messages.subList(first, LENGTH));
	}

	@Test
	void startsAtTheLaterOfCursorAndSecond() {
		long second = this.messages.get(10).sendTime();
		assertThat(this.client.page(this.chat, "since", second, "cursor", 15).positions())
			.isEqualTo(positions(15, LENGTH));
		assertThat(this.client.page(this.chat, "since", second, "cursor", 3, "limit", 2).positions())
			.isEqualTo(positions(10, 12));
		assertThat(this.client.page(this.chat, "since", 0, "cursor", 3, "limit", 2).positions())
			.isEqualTo(positions(3, 5));
		assertThat(this.client.page(this.chat, "since", second, "cursor", LENGTH + 5))
			.isEqualTo(new Page(List.of(), false, LENGTH + 5, null));
	}

	@Test
	void givesNothingSinceASecondToCome() {
		long later = this.messages.getLast().sendTime() + 1000;
		assertThat(this.client.page(this.chat, "since", later)).isEqualTo(new Page(List.of(), false, 0, null));
		assertThat(this.client.page(this.chat, "since", LARGEST, "cursor", 4))
			.isEqualTo(new Page(List.of(), false, 4, null));
	}

	private int firstAtOrAfter(long second) {
		int first = 0;
		while (this.messages.get(first).sendTime() < second) {
			first++;
		}
		return first;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void takesEveryParameterFromTheBody(boolean chunked) {
		assertThat(Page.of(this.client.pullByBody(Json.object("chat", this.chat), chunked)).positions())
			.isEqualTo(positions(0, 10));
		assertThat(Page.of(this.client.pullByBody(Json.object("chat", this.chat, "cursor", 20, "limit", 3), chunked))
			.positions()).isEqualTo(positions(20, 23));
		assertThat(Page
			.of(this.client.pullByBody(Json.object("chat", this.chat, "reverse", true, "before", 8, "limit", 0),
					chunked))
			.positions()).isEqualTo(downwards(7, 0));
		assertThat(Page
			.of(this.client.pullByBody(Json.object("chat", this.chat, "since", this.messages.get(20).sendTime()),
					chunked))
			.positions()).isEqualTo(positions(20, 25));
		assertThat(Page
			.of(this.client.pullByBody(Json.object("chat", this.chat, "cursor", 3, "reverse", true, "limit", 2),
					chunked))
			.positions()).isEqualTo(downwards(21, 20));
	}

	@Test
	void readsNullInTheBodyAsNotGiven() {
		String json = Json.object("chat", this.chat, "cursor", null, "limit", null, "reverse", null, "before", null,
				"since", null, "unknown", null);
		assertThat(Page.of(this.client.pullByBody(json, false)).positions()).isEqualTo(positions(0, 10));
		String reverse = Json.object("chat", this.chat, "cursor", null, "reverse", true, "before", 3, "since", null);
		assertThat(Page.of(this.client.pullByBody(reverse, false)).positions()).isEqualTo(downwards(2, 0));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void takesSomeParametersFromEachAndTheQueryWins(boolean chunked) {
		byte[] body = Json.object("chat", "x:y", "cursor", 20, "limit", 3).getBytes(StandardCharsets.UTF_8);
		Page page = Page.of(this.client.exchange("GET", "/api/pull?" + Client.query(this.chat, "cursor", 5),
				chunked ? BodyPublishers.ofByteArrays(List.of(body)) : BodyPublishers.ofByteArray(body), "Content-Type",
				"application/json"));
		assertThat(page.positions()).isEqualTo(positions(5, 8));
		assertThat(page.messages()).extracting(Message::chat).containsOnly(this.chat);
	}

	@Test
	void takesRawBodiesOfTheOriginalClients() {
		String json = Json.object("chat", this.chat, "cursor", 24);
		Reply sized = RawConnection.exchange(this.client.base(), RawConnection.head("GET /api/pull HTTP/1.1",
				"Content-Type: application/json", "Content-Length: " + json.length()) + json);
		assertThat(Page.of(sized).positions()).containsExactly(24L);
		Reply chunked = RawConnection.exchange(this.client.base(),
				RawConnection.head("GET /pull HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked")
						+ "5\r\n" + json.substring(0, 5) + "\r\n" + Integer.toHexString(json.length() - 5) + ";x=y\r\n"
						+ json.substring(5) + "\r\n0\r\nTrailer: x\r\n\r\n");
		assertThat(Page.of(chunked).positions()).containsExactly(24L);
	}

	@Test
	void ignoresUnknownParametersAndFields() {
		assertThat(Page.of(this.client.get("/api/pull?foo=1&" + Client.query(this.chat) + "&foo=2&Limit=1&=&bar"))
			.positions()).isEqualTo(positions(0, 10));
		assertThat(Page
			.of(this.client.pullByBody(
					Json.object("text", "x", "chat", this.chat, "Cursor", 5, "deep", List.of(List.of())), false))
			.positions()).isEqualTo(positions(0, 10));
	}

	@ParameterizedTest
	@MethodSource
	void refusesValue(String parameter, String value) {
		boolean reversed = parameter.equals("before");
		String query = Client.query(this.chat) + (reversed ? "&reverse=true" : "") + "&" + parameter + "=" + value;
		Refusals.assertInvalid(this.client.get("/api/pull?" + query), parameter);
	}

	static Stream<Arguments> refusesValue() {
		List<String> numbers = List.of("-1", "9007199254740992", "9223372036854775807", "9223372036854775808",
				"18446744073709551616", "1" + "0".repeat(400), "1e400", "1e3", "1.0", "NaN", "Infinity", "0x1", "1_0",
				"", "%20", "%201", "1%20", "%2B1", "+1", "one", "null", "true", "%D9%A1", "%EF%BC%91", "1;2", "1,2",
				"%00", "%F0%9F%98%80");
		List<Arguments> all = new ArrayList<>();
		for (String parameter : List.of("cursor", "limit", "before", "since")) {
			numbers.forEach((it) -> all.add(Arguments.of(parameter, it)));
		}
		all.add(Arguments.of("limit", "1001"));
		for (String value : List.of("TRUE", "True", "1", "0", "yes", "on", "", "%20true", "null", "t")) {
			all.add(Arguments.of("reverse", value));
		}
		return all.stream();
	}

	@ParameterizedTest
	@MethodSource
	void refusesValueInTheBody(String parameter, String value) {
		boolean reversed = parameter.equals("before");
		String json = "{\"chat\":\"%s\"%s,\"%s\":%s}".formatted(this.chat, reversed ? ",\"reverse\":true" : "",
				parameter, value);
		Refusals.assertInvalid(this.client.pullByBody(json, false), parameter);
	}

	static Stream<Arguments> refusesValueInTheBody() {
		List<String> numbers = List.of("-1", "9007199254740992", "9223372036854775807", "9223372036854775808",
				"18446744073709551616", "1" + "0".repeat(400), "1e400", "-1e400", "1e999999999", "1e-400", "1e3", "1.0",
				"0.5", "\"1\"", "\"\"", "true", "[]", "[1]", "{}");
		List<Arguments> all = new ArrayList<>();
		for (String parameter : List.of("cursor", "limit", "before", "since")) {
			numbers.forEach((it) -> all.add(Arguments.of(parameter, it)));
		}
		all.add(Arguments.of("limit", "1001"));
		for (String value : List.of("\"true\"", "1", "0", "\"\"", "[]", "[true]", "{}")) {
			all.add(Arguments.of("reverse", value));
		}
		return all.stream();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "true", "1.5", "[]", "[\"a:b\"]", "{}", "{\"a\":\"b\"}", "null" })
	void refusesChatThatIsNotAString(String value) {
		Refusals.assertInvalid(this.client.pullByBody("{\"chat\":%s}".formatted(value), false), "chat");
	}

	@Test
	void refusesPullWithoutChat() {
		Refusals.assertInvalid(this.client.get("/api/pull"), "chat");
		Refusals.assertInvalid(this.client.get("/api/pull?"), "chat");
		Refusals.assertInvalid(this.client.get("/api/pull?limit=5"), "chat");
		Refusals.assertInvalid(this.client.get("/api/pull?chat"), "chat");
		Refusals.assertInvalid(this.client.get("/api/pull?Chat=a:b"), "chat");
		Refusals.assertInvalid(this.client.pullByBody("{}", false), "chat");
	}

	@Test
	void refusesBeforeWithCursorOrWithoutReverse() {
		assertRefusedNaming("before", "before", 5);
		assertRefusedNaming("before", "before", 5, "reverse", false);
		assertRefusedNaming("before", "before", 5, "reverse", true, "cursor", 1);
		assertRefusedNaming("before", "before", 5, "reverse", true, "cursor", 0);
	}

	@Test
	void refusesSinceWithReverse() {
		assertRefusedNaming("since", "since", 5, "reverse", true);
		assertRefusedNaming("since", "since", 0, "reverse", true, "cursor", 3);
	}

	private void assertRefusedNaming(String field, Object... parameters) {
		Refusals.assertInvalidNaming(this.client.pull(this.chat, parameters), field);
		Object[] body = new Object[parameters.length + 2];
		System.arraycopy(parameters, 0, body, 2, parameters.length);
		body[0] = "chat";
		body[1] = this.chat;
		Refusals.assertInvalidNaming(this.client.pullByBody(Json.object(body), true), field);
	}

	@Test
	void refusesConflictBetweenQueryAndBody() {
		byte[] body = Json.object("before", 5, "reverse", true).getBytes(StandardCharsets.UTF_8);
		Reply reply = this.client.exchange("GET", "/api/pull?" + Client.query(this.chat, "cursor", 5), body,
				"Content-Type", "application/json");
		Refusals.assertInvalidNaming(reply, "before");
	}

	@Test
	void namesAllFaultsAtOnce() {
		Refusals.assertInvalid(this.client.get("/api/pull?cursor=-1&limit=5000&reverse=maybe&since=never"), "chat",
				"cursor", "limit", "reverse", "since");
		Refusals.assertInvalid(
				this.client.pullByBody(
						"{\"chat\":5,\"cursor\":\"1\",\"limit\":1.5,\"reverse\":0,\"before\":-1,\"since\":[]}", false),
				"chat", "cursor", "limit", "reverse", "before", "since");
		byte[] body = "{\"limit\":-1}".getBytes(StandardCharsets.UTF_8);
		Refusals.assertInvalid(
				this.client.exchange("GET", "/api/pull?cursor=x", body, "Content-Type", "application/json"), "chat",
				"cursor", "limit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "chat=x:y", "cursor=1&cursor=1", "limit=1&limit=2", "reverse=true&reverse=true" })
	void refusesParameterGivenTwice(String twice) {
		String field = twice.substring(0, twice.indexOf('='));
		Refusals.assertInvalid(this.client.get("/api/pull?" + Client.query(this.chat) + "&" + twice), field);
	}

	@ParameterizedTest
	@ValueSource(strings = { "%", "%z", "%zz", "%4", "a%3Ab%", "%ff", "a%3Ab%ff", "%C0%AF", "%ED%A0%80", "%ED%B0%80",
			"%E2%82", "%F4%90%80%80", "%80" })
	void refusesBadPercentEncoding(String value) {
		Reply reply = RawConnection.exchange(this.client.base(),
				RawConnection.head("GET /api/pull?chat=" + value + " HTTP/1.1"));
		assertThat(reply.status()).isEqualTo(400);
		Refusals.assertTurnedAway(reply);
		Reply beside = RawConnection.exchange(this.client.base(),
				RawConnection.head("GET /api/pull?" + Client.query(this.chat) + "&limit=" + value + " HTTP/1.1"));
		assertThat(beside.status()).isEqualTo(400);
		Refusals.assertTurnedAway(beside);
		Reply unknown = RawConnection.exchange(this.client.base(),
				RawConnection.head("GET /api/pull?" + Client.query(this.chat) + "&foo=" + value + " HTTP/1.1"));
		assertThat(unknown.status()).isIn(200, 400);
	}

	@Test
	void linksOverEveryPageForwards() {
		Page page = this.client.page(this.chat, "limit", 4);
		List<Message> seen = new ArrayList<>(page.messages());
		while (page.next() != null) {
			page = this.client.follow(page.next(), "/api/pull");
			assertThat(page.messages()).hasSizeBetween(1, 4);
			seen.addAll(page.messages());
		}
		assertThat(seen).isEqualTo(this.messages);
	}

	@Test
	void linksFromTheAliasAndFromPullsByBody() {
		Page alias = Page.of(this.client.get("/pull?" + Client.query(this.chat, "limit", 20)));
		assertThat(this.client.follow(Objects.requireNonNull(alias.next()), "/pull").positions())
			.isEqualTo(positions(20, 25));
		Page body = Page.of(this.client.pullByBody(Json.object("chat", this.chat, "reverse", true, "limit", 20), true));
		assertThat(this.client.follow(Objects.requireNonNull(body.next()), "/api/pull").positions())
			.isEqualTo(downwards(4, 0));
	}

	@Test
	void linksOverEveryMessageOnceWhileOthersSend() {
		String lively = Client.freshChat();
		for (int i = 0; i < 12; i++) {
			this.client.stored(lively, "old " + i);
		}
		Page back = this.client.page(lively, "reverse", true, "limit", 5);
		Page forth = this.client.page(lively, "limit", 5);
		List<Long> backwards = new ArrayList<>(back.positions());
		List<Long> forwards = new ArrayList<>(forth.positions());
		for (int i = 0; back.next() != null; i++) {
			this.client.stored(lively, "new " + i);
			back = this.client.follow(back.next(), "/api/pull");
			backwards.addAll(back.positions());
			if (forth.next() != null) {
				forth = this.client.follow(forth.next(), "/api/pull");
				forwards.addAll(forth.positions());
			}
		}
		assertThat(backwards).isEqualTo(downwards(11, 0));
		assertThat(forwards).isEqualTo(positions(0, forwards.size())).hasSizeGreaterThanOrEqualTo(12);
	}

	@Test
	void linksReverseWithSkippedMessages() {
		Page page = this.client.page(this.chat, "reverse", true, "cursor", 5, "limit", 8);
		assertThat(this.client.walk(page)).isEqualTo(this.messages.reversed().subList(5, LENGTH));
		Page below = this.client.page(this.chat, "reverse", true, "before", 17, "limit", 8);
		assertThat(this.client.walk(below)).isEqualTo(this.messages.reversed().subList(8, LENGTH));
	}

	@ParameterizedTest
	@MethodSource
	void linksToChatsOfAnySpelling(String member) {
		String odd = member + ":" + Client.freshChat("b", "c").substring(0, 12);
		for (int i = 0; i < 3; i++) {
			this.client.stored(odd, "odd " + i);
		}
		for (boolean reverse : new boolean[] { false, true }) {
			Page first = this.client.page(odd, "limit", 1, "reverse", reverse);
			assertThat(this.client.walk(first)).hasSize(3).extracting(Message::chat).containsOnly(odd);
		}
	}

	static Stream<Named<String>> linksToChatsOfAnySpelling() {
		return Stream.of(Named.of("signs of addresses", "+&=?#%/;.."), Named.of("percent", "100%25%"),
				Named.of("link's signs", "<a>;rel=\"next\",b"), Named.of("scripts", "Жé字안"),
				Named.of("emoji", "👩‍👩‍👧‍👦"), Named.of("braces", "{chat}[0]|\\^`"),
				Named.of("no-break joiner", "a\u2060b"));
	}

	@Test
	void neverLetsAPullBeKept() {
		for (Reply reply : List.of(this.client.pull(this.chat), this.client.pull(Client.freshChat()),
				this.client.pull(this.chat, "reverse", true))) {
			assertThat(reply.header("Cache-Control")).hasValue("no-store");
		}
	}

	@Test
	void answersHeadAsGetWithoutTheBody() {
		for (String address : List.of("/api/pull?" + Client.query(this.chat), "/pull?" + Client.query(this.chat),
				"/ping", "/api/pull", "/api/pull?chat=a:b&limit=-1", "/nowhere")) {
			Reply get = this.client.get(address);
			Reply head = RawConnection.exchange(this.client.base(),
					RawConnection.head("HEAD " + address + " HTTP/1.1", "Connection: close"));
			assertThat(head.status()).as("HEAD %s", address).isEqualTo(get.status());
			assertThat(head.text()).isEmpty();
			assertThat(head.mediaType()).isEqualTo(get.mediaType());
			assertThat(head.header("Link")).isEqualTo(get.header("Link"));
			assertThat(head.header("Cache-Control")).isEqualTo(get.header("Cache-Control"));
		}
	}

}
