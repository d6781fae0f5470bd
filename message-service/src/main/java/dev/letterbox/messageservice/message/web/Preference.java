package dev.letterbox.messageservice.message.web;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The {@code Prefer} header (RFC 7240).
 */
final class Preference {

	/**
	 * The preference for the stored message as the body.
	 */
	static final String REPRESENTATION = "return=representation";

	private Preference() {
	}

	/**
	 * Whether the request asks for the stored message. Of several values of
	 * {@code return} the first counts.
	 */
	static boolean isRepresentation(HttpServletRequest request) {
		if (request.getHeader("Prefer") == null) {
			return false;
		}
		List<String> headers = Collections.list(request.getHeaders("Prefer"));
		return headers.stream()
			.flatMap((header) -> Stream.of(header.split(",", -1)))
			.map((preference) -> preference.split(";", 2)[0].replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT))
			.filter((preference) -> preference.startsWith("return="))
			.findFirst()
			.filter(REPRESENTATION::equals)
			.isPresent();
	}

}
