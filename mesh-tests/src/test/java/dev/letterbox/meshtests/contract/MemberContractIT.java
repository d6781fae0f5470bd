package dev.letterbox.meshtests.contract;

import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Valid and invalid members, and the members who can send to a chat. */
@RunsOnMesh
class MemberContractIT {

	private static final String TAIL = Client.firstOf(Client.freshChat("", ""));

	private final Client client;

	MemberContractIT(Client client) {
		this.client = client;
	}

	@ParameterizedTest
	@MethodSource
	void acceptsMember(String member) {
		for (String chat : new String[] { member + ":b" + TAIL, "b" + TAIL + ":" + member }) {
			Reply reply = this.client.send(chat, member, "from " + chat);
			assertThat(reply.status()).as("%s", reply).isEqualTo(200);
		}
		assertThat(this.client.page("b" + TAIL + ":" + member).messages()).hasSize(2)
			.allSatisfy((message) -> assertThat(message.sender()).isEqualTo(member));
		assertThat(Page.of(this.client.pullByBody(Json.object("chat", member + ":b" + TAIL), false)).messages())
			.hasSize(2);
	}

	static Stream<Named<String>> acceptsMember() {
		return Stream.of(Named.of("64 letters", filled("x", 64)), Named.of("32 surrogate pairs", filled("😀", 64)),
				Named.of("64 three-byte letters", filled("字", 64)), Named.of("signs of addresses", "+&=?#%/;.." + TAIL),
				Named.of("percent signs", "%41%zz%" + TAIL), Named.of("JSON's signs", "\"\\{}[]," + TAIL),
				Named.of("link's signs", "<>;\"" + TAIL), Named.of("query operators", "$ne.$where" + TAIL),
				Named.of("dots", "." + TAIL + "."), Named.of("zero width space", "a\u200Bb" + TAIL),
				Named.of("byte order mark", "\uFEFFa" + TAIL), Named.of("Mongolian vowel separator", "\u180E" + TAIL),
				Named.of("soft hyphen", "\u00AD" + TAIL), Named.of("word joiner", "\u2060" + TAIL),
				Named.of("a noncharacter", "\uFFFF" + TAIL), Named.of("private use", "\uE000" + TAIL),
				Named.of("scripts", "Ж字न안ب" + TAIL), Named.of("a mail address", "o'neil@example.org" + TAIL),
				Named.of("the word null", "null" + TAIL));
	}

	/**
	 * Repeats a character up to {@code units} UTF-16 units, with something random at the
	 * end.
	 */
	private static String filled(String character, int units) {
		String tail = TAIL.substring(TAIL.length() - 8);
		return character.repeat((units - 8) / character.length()) + tail;
	}

	@ParameterizedTest
	@MethodSource
	void refusesMember(String member) {
		for (String chat : new String[] { member + ":b" + TAIL, "b" + TAIL + ":" + member }) {
			Refusals.assertInvalid(this.client.send(chat, "b" + TAIL, "x"), "chat");
			Refusals.assertInvalid(this.client.pull(chat), "chat");
			Refusals.assertInvalid(this.client.pullByBody(Json.object("chat", chat), false), "chat");
		}
		String chat = Client.freshChat();
		Refusals.assertInvalid(this.client.send(chat, member, "x"), "sender");
		Refusals.assertNothingStored(this.client, chat);
	}

	static Stream<Named<String>> refusesMember() {
		// Unicode's White_Space and category Cc, written out: the tests do not ask the
		// JDK's tables.
		IntStream whiteSpace = IntStream.of(0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
				0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000);
		IntStream controls = IntStream.concat(IntStream.rangeClosed(0, 0x1F), IntStream.rangeClosed(0x7F, 0x9F));
		Stream<Named<String>> characters = IntStream.concat(whiteSpace, controls)
			.distinct()
			.sorted()
			.mapToObj((it) -> Named.of("U+%04X within".formatted(it), "a" + Character.toString(it) + "c"));
		return Stream.concat(characters, Stream.of(Named.of("nothing", ""), Named.of("65 letters", "x".repeat(65)),
				Named.of("33 surrogate pairs", "😀".repeat(33)), Named.of("65 units", "x".repeat(63) + "😀"),
				Named.of("a blank alone", " "), Named.of("a blank in front", " a"), Named.of("a blank behind", "a ")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", ":", "::", "a:", ":b", "a:b:c", "a::b", "a:b:" })
	void refusesChatThatIsNotTwoMembers(String chat) {
		Refusals.assertInvalid(this.client.send(chat, "a", "x"), "chat");
		Refusals.assertInvalid(this.client.pull(chat), "chat");
		Refusals.assertInvalid(this.client.pullByBody(Json.object("chat", chat), true), "chat");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\ud83d", "\\ude00", "\\ude00\\ud83d", "x\\ud83dx" })
	void refusesUnpairedSurrogates(String escaped) {
		String inChat = "{\"chat\":\"%s:b\",\"sender\":\"b\",\"text\":\"x\"}".formatted(escaped);
		Refusals.assertInvalid(this.client.post("/api/send", inChat), "chat");
		Refusals.assertInvalid(this.client.pullByBody("{\"chat\":\"%s:b\"}".formatted(escaped), false), "chat");
		String chat = Client.freshChat();
		String inSender = "{\"chat\":\"%s\",\"sender\":\"%s\",\"text\":\"x\"}".formatted(chat, escaped);
		Refusals.assertInvalid(this.client.post("/api/send", inSender), "sender");
		String inText = "{\"chat\":\"%s\",\"sender\":\"%s\",\"text\":\"%s\"}".formatted(chat, Client.firstOf(chat),
				escaped);
		Refusals.assertInvalid(this.client.post("/api/send", inText), "text");
		Refusals.assertNothingStored(this.client, chat);
	}

	@Test
	void refusesSenderOutsideTheChat() {
		String chat = Client.freshChat();
		String alice = Client.firstOf(chat);
		for (String sender : new String[] { "mallory", alice.toUpperCase(Locale.ROOT), alice + "x", alice.substring(1),
				chat, "*" }) {
			Reply reply = this.client.send(chat, sender, "x");
			Refusals.assertInvalid(reply, "sender");
		}
		Refusals.assertNothingStored(this.client, chat);
		String accented = Client.freshChat("\u00E9", "x");
		Refusals.assertInvalid(this.client.send(accented, Client.firstOf(accented).replace("\u00E9", "e\u0301"), "x"),
				"sender");
		Refusals.assertNothingStored(this.client, accented);
	}

}
