package dev.letterbox.apigateway.admission;

import java.util.concurrent.TimeoutException;

import dev.letterbox.apigateway.connection.ClientConnection;
import dev.letterbox.apigateway.connection.RequestLimits;
import dev.letterbox.apigateway.problems.ProblemKind;
import dev.letterbox.apigateway.problems.RequestRefusedException;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * Reads the complete body of a request before it is forwarded. A body that is too large,
 * malformed or cut off never reaches a replica, and a complete body can be sent to
 * another replica.
 */
@Component
class RequestBodyBuffer {

	private static final byte[] EMPTY = {};

	private final RequestLimits limits;

	RequestBodyBuffer(RequestLimits limits) {
		this.limits = limits;
	}

	/**
	 * Emits the body, which may be empty, or a {@link RequestRefusedException}. Completes
	 * without a body if it is malformed: the server has already answered then.
	 */
	Mono<byte[]> read(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		boolean chunked = headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
		long declared = headers.getContentLength();
		if (!chunked && declared <= 0) {
			return Mono.just(EMPTY);
		}
		if (declared > this.limits.maxBodyBytes()) {
			return Mono.error(tooLarge());
		}
		return DataBufferUtils.join(request.getBody(), this.limits.maxBodyBytes())
			.map(RequestBodyBuffer::bytes)
			.defaultIfEmpty(EMPTY)
			.filter((body) -> !ClientConnection.isMalformed(request))
			.timeout(this.limits.bodyTimeout())
			.onErrorMap(DataBufferLimitException.class, (tooMuch) -> tooLarge())
			.onErrorMap(TimeoutException.class, (late) -> new RequestRefusedException(ProblemKind.INVALID_REQUEST,
					"The body did not arrive within " + this.limits.bodyTimeout().toSeconds() + " s."));
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
		return new RequestRefusedException(ProblemKind.TOO_LARGE,
				"A body is at most " + this.limits.maxBodyBytes() + " bytes. Nothing was stored.");
	}

}
