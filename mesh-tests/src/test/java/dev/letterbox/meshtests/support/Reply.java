package dev.letterbox.meshtests.support;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * An answer of the mesh.
 *
 * @param status its HTTP status; 0 where the connection ended without an answer
 * @param headers its headers, names in lower case
 * @param text its body, without the framing
 */
public record Reply(int status, Map<String, List<String>> headers, String text) {

	public static final Reply NONE = new Reply(0, Map.of(), "");

	public Optional<String> header(String name) {
		return this.headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
	}

	/**
	 * The media type without its parameters, in lower case; empty where there is none.
	 */
	public String mediaType() {
		return header("Content-Type").orElse("").replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
	}

	/** An answer whose body must be UTF-8, or nothing. */
	public static Reply of(int status, Map<String, List<String>> headers, byte[] body) {
		try {
			return new Reply(status, headers,
					StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
		}
		catch (CharacterCodingException ex) {
			throw new AssertionError("The body of an answer " + status + " is not UTF-8", ex);
		}
	}

	public JsonNode json() {
		return Json.read(this.text);
	}

	public boolean replayed() {
		return header("Idempotency-Replayed").filter("true"::equals).isPresent();
	}

	@Override
	public String toString() {
		return this.status + " " + this.headers + " " + this.text.substring(0, Math.min(this.text.length(), 500));
	}

}
