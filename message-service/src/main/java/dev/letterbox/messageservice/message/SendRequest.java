package dev.letterbox.messageservice.message;

import org.jspecify.annotations.Nullable;

/**
 * A message to be stored in a chat.
 *
 * @param sender one of the chat's two members
 * @param text 1 to {@value #LONGEST_TEXT} UTF-16 units
 * @param key the Idempotency-Key, 1 to {@value #LONGEST_KEY} visible ASCII characters, or
 * null for none
 */
public record SendRequest(Chat chat, String sender, String text, @Nullable String key) {

	/**
	 * How many UTF-16 units a text may have.
	 */
	public static final int LONGEST_TEXT = 65_536;

	/**
	 * How many characters an Idempotency-Key may have.
	 */
	public static final int LONGEST_KEY = 255;

	public SendRequest {
		if (!chat.hasMember(sender)) {
			throw new IllegalArgumentException("must be one of the chat's two members");
		}
	}

	/**
	 * Checks a text.
	 * @throws IllegalArgumentException with a sentence for its sender, if it can't be
	 * kept
	 */
	public static String text(String text) {
		if (text.isEmpty() || text.length() > LONGEST_TEXT) {
			throw new IllegalArgumentException(
					"must have 1 to %,d characters; it has %,d".formatted(LONGEST_TEXT, text.length()));
		}
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				if (Character.isLowSurrogate(text.charAt(i)) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					throw new IllegalArgumentException(
							"must have no unpaired surrogate; there is one at character " + i);
				}
				i++;
			}
		}
		return text;
	}

	/**
	 * Checks an Idempotency-Key.
	 * @throws IllegalArgumentException with a sentence for its sender, if it is not one
	 */
	public static String key(String key) {
		if (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch((c) -> c > ' ' && c <= '~')) {
			throw new IllegalArgumentException("must be 1 to %d visible ASCII characters".formatted(LONGEST_KEY));
		}
		return key;
	}

}
