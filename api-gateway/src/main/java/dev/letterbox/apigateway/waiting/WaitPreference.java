package dev.letterbox.apigateway.waiting;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * The preference {@code wait} (RFC 7240, section 4.3). A replica parses it in the same
 * way, and both are tested with the same cases.
 */
public final class WaitPreference {

	/** The longest wait that is granted, in seconds. */
	public static final int LONGEST = 30;

	private static final String NAME = "wait";

	private WaitPreference() {
	}

	/**
	 * The seconds to wait, 1 to {@value #LONGEST}; 0 if no header has a valid preference.
	 * Of several, the first counts.
	 */
	public static int seconds(Collection<String> headers) {
		for (String header : headers) {
			int start = 0;
			while (start < header.length()) {
				int end = end(header, start, ',');
				String preference = header.substring(start, end(header, start, ';', end));
				String value = value(preference);
				if (value != null) {
					return seconds(value);
				}
				start = end + 1;
			}
		}
		return 0;
	}

	/**
	 * The value of the preference, or null if it is another one.
	 */
	private static @Nullable String value(String preference) {
		int equals = preference.indexOf('=');
		String name = strip((equals < 0) ? preference : preference.substring(0, equals));
		if (!NAME.equalsIgnoreCase(name)) {
			return null;
		}
		return (equals < 0) ? "" : strip(preference.substring(equals + 1));
	}

	private static int seconds(String value) {
		int seconds = 0;
		for (int i = 0; i < value.length(); i++) {
			char digit = value.charAt(i);
			if (digit < '0' || digit > '9') {
				return 0;
			}
			seconds = Math.min(LONGEST, 10 * seconds + digit - '0');
		}
		return seconds;
	}

	private static int end(String header, int start, char separator) {
		return end(header, start, separator, header.length());
	}

	/**
	 * Where the next separator is that is not within a quoted string.
	 */
	private static int end(String header, int start, char separator, int limit) {
		boolean quoted = false;
		for (int i = start; i < limit; i++) {
			char c = header.charAt(i);
			if (quoted && c == '\\') {
				i++;
			}
			else if (c == '"') {
				quoted = !quoted;
			}
			else if (c == separator && !quoted) {
				return i;
			}
		}
		return limit;
	}

	/**
	 * Without the white space that HTTP allows there (RFC 9110, 5.6.3).
	 */
	private static String strip(String text) {
		int begin = 0;
		int end = text.length();
		while (begin < end && isSpace(text.charAt(begin))) {
			begin++;
		}
		while (end > begin && isSpace(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(begin, end);
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\t';
	}

}
