package dev.letterbox.apigateway.observability;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.slf4j.MDC;

import org.springframework.web.server.ServerWebExchange;

/**
 * The id of a request in responses and log lines, at the gateway and at the replica:
 * taken from the client's header if that is safe to repeat, otherwise generated.
 */
public final class RequestId {

	/** The request and response header. */
	public static final String HEADER = "X-Request-Id";

	/** The field in log lines and in problems. */
	public static final String FIELD = "request_id";

	private static final String ATTRIBUTE = RequestId.class.getName();

	private static final int MAX_LENGTH = 128;

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
	 * Assigns an id to a request and returns it.
	 */
	public static String assign(ServerWebExchange exchange) {
		String given = exchange.getRequest().getHeaders().getFirst(HEADER);
		String id = (given != null && isSafe(given)) ? given : generate();
		exchange.getAttributes().put(ATTRIBUTE, id);
		return id;
	}

	/**
	 * Returns the id that was assigned to a request.
	 */
	public static String of(ServerWebExchange exchange) {
		return String.valueOf(exchange.getAttributes().get(ATTRIBUTE));
	}

	/**
	 * Writes a log line about a request. The id is in the MDC during this call only,
	 * since an event loop serves many requests in turn.
	 */
	public static void log(ServerWebExchange exchange, Runnable line) {
		try (var _ = MDC.putCloseable(FIELD, of(exchange))) {
			line.run();
		}
	}

	private static boolean isSafe(String id) {
		boolean safe = !id.isEmpty() && id.length() <= MAX_LENGTH;
		for (int i = 0; safe && i < id.length(); i++) {
			safe = SAFE.get(id.charAt(i));
		}
		return safe;
	}

	private static String generate() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		HexFormat hex = HexFormat.of();
		return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
	}

}
