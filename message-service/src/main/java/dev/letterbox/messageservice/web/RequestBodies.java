package dev.letterbox.messageservice.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.letterbox.messageservice.web.problem.BodyTooLargeException;
import dev.letterbox.messageservice.web.problem.FieldError;
import dev.letterbox.messageservice.web.problem.InvalidRequestException;
import dev.letterbox.messageservice.web.request.HttpSettings;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

/**
 * Reads request bodies, bounded, as strict UTF-8.
 */
@Component
public class RequestBodies {

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
		byte[] bytes = request.getInputStream().readNBytes(this.largest + 1);
		if (bytes.length > this.largest) {
			throw new BodyTooLargeException();
		}
		try {
			// Stricter than a JSON parser's own decoding, which lets surrogates pass as
			// UTF-8.
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new InvalidRequestException(List.of(new FieldError("body", "must be UTF-8")));
		}
	}

}
