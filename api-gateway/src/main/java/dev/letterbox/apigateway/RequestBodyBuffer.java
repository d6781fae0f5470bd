package dev.letterbox.apigateway;

import java.util.concurrent.TimeoutException;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * Takes the body of a request to its end before anything is passed on: one that is too
 * large, malformed or cut off never reaches a replica, and one that is whole can be sent
 * again.
 */
@Component
class RequestBodyBuffer {

	private static final byte[] NONE = {};

	private final RequestLimits settings;

	RequestBodyBuffer(RequestLimits settings) {
		this.settings = settings;
	}

	/**
	 * Emits the body, an empty array where there is none, or
	 * {@link RequestRefusedException}.
	 */
	Mono<byte[]> take(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		boolean chunked = headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
		long announced = headers.getContentLength();
		if (!chunked && announced <= 0) {
			return Mono.just(NONE);
		}
		if (announced > this.settings.maxBodyBytes()) {
			return Mono.error(tooLarge());
		}
		return DataBufferUtils.join(request.getBody(), this.settings.maxBodyBytes())
			.map(RequestBodyBuffer::bytes)
			.defaultIfEmpty(NONE)
			// To a malformed body the server has answered already.
			.filter((body) -> !RequestLineHandler.isMalformed(request))
			.timeout(this.settings.bodyTimeout())
			.onErrorMap(DataBufferLimitException.class, (tooMuch) -> tooLarge())
			.onErrorMap(TimeoutException.class, (late) -> new RequestRefusedException(Problem.Kind.INVALID_REQUEST,
					"The body did not arrive within " + this.settings.bodyTimeout().toSeconds() + " s."));
	}

	private static byte[] bytes(DataBuffer buffer) {
		try {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			return bytes;
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

	private RequestRefusedException tooLarge() {
		return new RequestRefusedException(Problem.Kind.TOO_LARGE,
				"A body is at most " + this.settings.maxBodyBytes() + " bytes. Nothing was stored.");
	}

}
