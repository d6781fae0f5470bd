package dev.letterbox.apigateway;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.slf4j.MDC;

import org.springframework.web.server.ServerWebExchange;

/**
 * What a request is called in answers and log lines, here and at the replica: the name
 * that its client gave it, or a fresh one where that is none to be repeated.
 */
final class RequestId {

	static final String HEADER = "X-Request-Id";

	/** In the log lines' context, and in problems. */
	static final String FIELD = "request_id";

	private static final String ATTRIBUTE = RequestId.class.getName();

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

	/**
	 * Names a request; from then on {@link #of(ServerWebExchange)} knows it.
	 */
	static String assign(ServerWebExchange exchange) {
		String given = exchange.getRequest().getHeaders().getFirst(HEADER);
		String id = (given != null && isSafe(given)) ? given : fresh();
		exchange.getAttributes().put(ATTRIBUTE, id);
		return id;
	}

	static String of(ServerWebExchange exchange) {
		return String.valueOf(exchange.getAttributes().get(ATTRIBUTE));
	}

	/**
	 * Says something about a request in the log. Its name is in the line's context for
	 * that one line: the thread is many requests' at once.
	 */
	static void log(ServerWebExchange exchange, Runnable line) {
		try (var _ = MDC.putCloseable(FIELD, of(exchange))) {
			line.run();
		}
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
