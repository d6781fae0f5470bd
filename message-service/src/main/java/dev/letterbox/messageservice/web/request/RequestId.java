package dev.letterbox.messageservice.web.request;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * The id of a request in answers and log lines: the one that its sender, usually the
 * gateway, gave it, or a new one if that is missing or unsafe.
 */
public final class RequestId {

	public static final String HEADER = "X-Request-Id";

	/** The name in the log's context and in problems. */
	public static final String FIELD = "request_id";

	/** The request attribute that holds it. */
	public static final String ATTRIBUTE = RequestId.class.getName();

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
