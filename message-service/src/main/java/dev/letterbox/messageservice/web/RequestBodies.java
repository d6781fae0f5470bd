package dev.letterbox.messageservice.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.MemoryBudget;
import dev.letterbox.messageservice.message.memory.MemoryBudget.Reservation;
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

	/** What a body whose length is not known takes first. */
	private static final int FIRST_PART = 8 * 1024;

	private final int largest;

	private final MemoryBudget memory;

	RequestBodies(HttpSettings settings, MemoryBudget memory) {
		this.memory = memory;
		this.largest = Math.toIntExact(settings.largestBody().toBytes());
	}

	/**
	 * The whole body, empty if there is none.
	 * @throws BodyTooLargeException if it is over the bound
	 * @throws InvalidRequestException if it is not UTF-8
	 * @throws StoreUnavailableException if there is no memory for it
	 */
	public String read(HttpServletRequest request) throws IOException {
		if (request.getContentLengthLong() > this.largest) {
			throw new BodyTooLargeException();
		}
		if (request.getContentLengthLong() <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
			// RFC 9112, section 6.3: a request has a body only where a header says so.
			return "";
		}
		try (Reservation reserved = this.memory.open()) {
			byte[] bytes = bytes(request, reserved);
			if (bytes.length > this.largest) {
				throw new BodyTooLargeException();
			}
			String body = new String(bytes, StandardCharsets.UTF_8);
			// The constructor puts this character where the bytes are not UTF-8.
			return (body.indexOf(REPLACEMENT) < 0) ? body : decoded(bytes);
		}
	}

	/**
	 * Reserves memory before it is taken. Where the length is not known, the array
	 * doubles, up to one byte more than is allowed.
	 */
	private byte[] bytes(HttpServletRequest request, Reservation reserved) throws IOException {
		int length = (int) request.getContentLengthLong();
		InputStream body = request.getInputStream();
		int size = (length >= 0) ? length : FIRST_PART;
		reserved.add(size);
		byte[] bytes = new byte[size];
		int read = body.readNBytes(bytes, 0, size);
		while (length < 0 && read == bytes.length && read <= this.largest) {
			size = Math.min(2 * read, this.largest + 1);
			reserved.add(size - (long) read);
			bytes = Arrays.copyOf(bytes, size);
			read += body.readNBytes(bytes, read, size - read);
		}
		return (read == bytes.length) ? bytes : Arrays.copyOf(bytes, read);
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
