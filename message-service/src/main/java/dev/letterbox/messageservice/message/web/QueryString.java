package dev.letterbox.messageservice.message.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.letterbox.messageservice.web.problem.FieldError;
import dev.letterbox.messageservice.web.problem.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Parses query strings as strict percent-encoded UTF-8. Malformed escapes, which a
 * container would drop or replace silently, are refused.
 */
final class QueryString {

	private QueryString() {
	}

	/**
	 * The parameters by name, each with all its values.
	 * @throws InvalidRequestException if an escape is broken or is not UTF-8
	 */
	static Map<String, List<String>> parse(@Nullable String query) {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		if (query != null) {
			for (String pair : query.split("&", -1)) {
				int equals = pair.indexOf('=');
				String name = decode((equals < 0) ? pair : pair.substring(0, equals));
				String value = (equals < 0) ? "" : decode(pair.substring(equals + 1));
				parameters.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
			}
		}
		return parameters;
	}

	private static String decode(String text) {
		return isPlain(text) ? text : decodeEscapes(text);
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '%' || c == '+' || c > '~') {
				return false;
			}
		}
		return true;
	}

	private static String decodeEscapes(String text) {
		ByteBuffer octets = ByteBuffer.allocate(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '%') {
				int high = (i + 2 < text.length()) ? Character.digit(text.charAt(i + 1), 16) : -1;
				int low = (high >= 0) ? Character.digit(text.charAt(i + 2), 16) : -1;
				if (low < 0) {
					throw refusal("has a broken percent escape");
				}
				octets.put((byte) (high << 4 | low));
				i += 2;
			}
			else if (c > '~') {
				throw refusal("must be percent-encoded ASCII");
			}
			else {
				octets.put((byte) ((c == '+') ? ' ' : c));
			}
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
		}
		catch (CharacterCodingException ex) {
			throw refusal("must be percent-encoded UTF-8");
		}
	}

	private static InvalidRequestException refusal(String message) {
		return new InvalidRequestException(List.of(new FieldError("query", message)));
	}

}
