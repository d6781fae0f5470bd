package dev.letterbox.messageservice.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import dev.letterbox.messageservice.web.problem.BodyTooLargeException;
import dev.letterbox.messageservice.web.problem.FieldError;
import dev.letterbox.messageservice.web.problem.InvalidRequestException;
import dev.letterbox.messageservice.web.request.HttpSettings;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Reads request bodies, bounded, as strict UTF-8.
 */
@Component
public class RequestBodies {

	private static final char REPLACEMENT = '\uFFFD';

	private final int largest;

	RequestBodies(HttpSettings settings) {
		this.largest = Math.toIntExact(settings.largestBody().toBytes());
	}

	/**
	 * The whole body, empty if there is none.
	 * @throws BodyTooLargeException if it is over the bound
	 * @throws InvalidRequestException if it is not UTF-8
	 */
	public String read(HttpServletRequest request) throws IOException {
		if (request.getContentLengthLong() > this.largest) {
			throw new BodyTooLargeException();
		}
		if (request.getContentLengthLong() <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
			// RFC 9112, section 6.3: a request has a body only where a header says so.
			return "";
		}
		byte[] bytes = bytes(request);
		if (bytes.length > this.largest) {
			throw new BodyTooLargeException();
		}
		String body = new String(bytes, StandardCharsets.UTF_8);
		// The constructor puts this character where the bytes are not UTF-8.
		return (body.indexOf(REPLACEMENT) < 0) ? body : decoded(bytes);
	}

	private byte[] bytes(HttpServletRequest request) throws IOException {
		int length = (int) request.getContentLengthLong();
		if (length < 0) {
			return request.getInputStream().readNBytes(this.largest + 1);
		}
		byte[] bytes = new byte[length];
		int read = request.getInputStream().readNBytes(bytes, 0, length);
		return (read == length) ? bytes : Arrays.copyOf(bytes, read);
	}

	/**
	 * Stricter than a JSON parser's own decoding, which lets surrogates pass as UTF-8.
	 */
	private static String decoded(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new InvalidRequestException(List.of(new FieldError("body", "must be UTF-8")));
		}
	}

}
