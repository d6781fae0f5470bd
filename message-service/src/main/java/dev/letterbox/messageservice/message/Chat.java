package dev.letterbox.messageservice.message;

import java.util.Comparator;
import java.util.List;

/**
 * A chat between two members, {@code <member1>:<member2>}; both orders of the two name
 * the same chat.
 *
 * @param spelled the chat as the request spelled it
 * @param canonical its one stored name: the two members sorted by code point
 */
public record Chat(String spelled, String canonical) {

	/**
	 * How many UTF-16 units a member may have.
	 */
	public static final int LONGEST_MEMBER = 64;

	// String.compareTo compares UTF-16 units, which puts U+E000..U+FFFF behind emoji.
	private static final Comparator<String> BY_CODE_POINT = (a, b) -> {
		int same = 0;
		while (same < a.length() && same < b.length() && a.charAt(same) == b.charAt(same)) {
			same++;
		}
		if (same == a.length() || same == b.length()) {
			return a.length() - b.length();
		}
		char left = a.charAt(same);
		char right = b.charAt(same);
		boolean leftIsAbove = Character.isSurrogate(left);
		return (leftIsAbove != Character.isSurrogate(right)) ? (leftIsAbove ? 1 : -1) : left - right;
	};

	/**
	 * Reads a chat.
	 * @throws IllegalArgumentException with a sentence for its sender, if it is not one
	 */
	public static Chat of(String spelled) {
		int colon = spelled.indexOf(':');
		if (colon < 0 || spelled.indexOf(':', colon + 1) >= 0) {
			throw new IllegalArgumentException("must be two members joined by one ':'");
		}
		String first = member(spelled.substring(0, colon));
		String second = member(spelled.substring(colon + 1));
		boolean sorted = BY_CODE_POINT.compare(first, second) <= 0;
		return new Chat(spelled, sorted ? spelled : second + ":" + first);
	}

	/**
	 * Whether the member is one of the two, compared exactly.
	 */
	public boolean hasMember(String member) {
		int colon = this.spelled.indexOf(':');
		return this.spelled.substring(0, colon).equals(member) || this.spelled.substring(colon + 1).equals(member);
	}

	/**
	 * The one or two members, in the order of the canonical name.
	 */
	public List<String> members() {
		int colon = this.canonical.indexOf(':');
		String first = this.canonical.substring(0, colon);
		String second = this.canonical.substring(colon + 1);
		return first.equals(second) ? List.of(first) : List.of(first, second);
	}

	/**
	 * Checks the name of a member that stands alone.
	 * @throws IllegalArgumentException with a sentence for its sender, if it is not one
	 */
	public static String soleMember(String member) {
		if (member.indexOf(':') >= 0) {
			throw new IllegalArgumentException("must be one member, which has no ':'");
		}
		return member(member);
	}

	private static String member(String member) {
		if (member.isEmpty() || member.length() > LONGEST_MEMBER) {
			throw new IllegalArgumentException(
					"each member must have 1 to %d characters; one has %d".formatted(LONGEST_MEMBER, member.length()));
		}
		for (int i = 0; i < member.length(); i += Character.charCount(member.codePointAt(i))) {
			if (isBarred(member.codePointAt(i))) {
				throw new IllegalArgumentException(
						"a member must have no white space, control character or unpaired surrogate; one has U+%04X"
							.formatted(member.codePointAt(i)));
			}
		}
		return member;
	}

	// Unicode's White_Space is Java's space separators, the controls U+0009..U+000D and
	// U+0085 (barred as controls already), and the line and paragraph separators.
	private static boolean isBarred(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.SURROGATE, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR ->
				true;
			default -> false;
		};
	}

}
