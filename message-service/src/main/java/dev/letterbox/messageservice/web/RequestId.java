package dev.letterbox.messageservice.web;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * What a request is called in answers and log lines: the name that its sender, as a rule
 * the gateway, gave it, or a fresh one where that is none to be repeated.
 */
final class RequestId {

	static final String HEADER = "X-Request-Id";

	/** In the log lines' context, and in problems. */
	static final String FIELD = "request_id";

	/** Where a request keeps its own. */
	static final String ATTRIBUTE = RequestId.class.getName();

	private static final int LONGEST = 128;

	private static final BitSet SAFE = new BitSet(128);

	static {
		SAFE.set('a', 'z' + 1);
		SAFE.set('A', 'Z' + 1);
		SAFE.set('0', '9' + 1);
		"-._~:/+=".chars().forEach(SAFE::set);
	}

	private RequestId() {
	}

	static String of(@Nullable String given) {
		return (given != null && isSafe(given)) ? given : fresh();
	}

	private static boolean isSafe(String id) {
		boolean safe = !id.isEmpty() && id.length() <= LONGEST;
		for (int i = 0; safe && i < id.length(); i++) {
			safe = SAFE.get(id.charAt(i));
		}
		return safe;
	}

	private static String fresh() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		HexFormat hex = HexFormat.of();
		return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
	}

}
