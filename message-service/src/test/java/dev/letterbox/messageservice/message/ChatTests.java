package dev.letterbox.messageservice.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ChatTests {

	@Test
	void isOneChatInBothOrders() {
		assertThat(Chat.of("b:a").canonical()).isEqualTo(Chat.of("a:b").canonical()).isEqualTo("a:b");
		assertThat(Chat.of("b:a").spelled()).isEqualTo("b:a");
	}

	@Test
	void sortsMembersByCodePointAndNotByUtf16Unit() {
		assertThat(Chat.of("😀:\uFFFD").canonical()).isEqualTo("\uFFFD:😀");
	}

	@Test
	void sortsAMemberBeforeALongerOneThatBeginsWithIt() {
		assertThat(Chat.of("ab:a").canonical()).isEqualTo("a:ab");
	}

	@Test
	void allowsNotesToOneself() {
		assertThat(Chat.of("a:a").hasMember("a")).isTrue();
	}

	@Test
	void knowsItsMembersExactly() {
		Chat chat = Chat.of("Ann:bob");
		assertThat(chat.hasMember("Ann")).isTrue();
		assertThat(chat.hasMember("bob")).isTrue();
		assertThat(chat.hasMember("ann")).isFalse();
		assertThat(chat.hasMember("Ann:bob")).isFalse();
	}

	@Test
	void tellsItsMembersInTheOrderOfTheCanonicalName() {
		assertThat(Chat.of("b:a").members()).containsExactly("a", "b");
		assertThat(Chat.of("a:a").members()).containsExactly("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a:b", ":", "a b", "\uD800" })
	void refusesWhatIsNotOneMember(String member) {
		assertThatIllegalArgumentException().isThrownBy(() -> Chat.soleMember(member));
		assertThat(Chat.soleMember("é.b")).isEqualTo("é.b");
	}

	@Test
	void countsMembersInUtf16Units() {
		assertThat(Chat.of("😀".repeat(32) + ":b").spelled()).hasSize(66);
		assertThatIllegalArgumentException().isThrownBy(() -> Chat.of("😀".repeat(33) + ":b"))
			.withMessage("each member must have 1 to 64 characters; one has 66");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", ":", "a:", ":b", "a:b:c", "a b:c", "a\tb:c", "a\u0085:b", "a\u00A0:b",
			"a\u2003:b", "a\u2028:b", "a\u2029:b", "a\u3000:b", "a\u0000:b", "a\u007F:b", "a\u009F:b", "\uD800:b",
			"a:\uDC00" })
	void refusesWhatIsNotTwoMembers(String spelled) {
		assertThatIllegalArgumentException().isThrownBy(() -> Chat.of(spelled));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b-c_d/e:f", "a+b:c%20", "Ж:字", "a\u200Bb:c", "a\u00ADb:c" })
	void takesEverythingElse(String spelled) {
		assertThat(Chat.of(spelled).spelled()).isEqualTo(spelled);
	}

}
