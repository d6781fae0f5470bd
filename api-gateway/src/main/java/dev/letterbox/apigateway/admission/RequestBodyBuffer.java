package dev.letterbox.apigateway.admission;

import dev.letterbox.apigateway.connection.ClientConnection;
import dev.letterbox.apigateway.connection.RequestLimits;
import dev.letterbox.apigateway.deadline.Deadlines;
import dev.letterbox.apigateway.memory.MemoryBudget;
import dev.letterbox.apigateway.problems.ProblemKind;
import dev.letterbox.apigateway.problems.RequestRefusedException;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;

/**
 * Reads the complete body of a request before it is forwarded. A body that is too large,
 * malformed or cut off never reaches a replica, and a complete body can be sent to
 * another replica.
 */
@Component
class RequestBodyBuffer {

	private static final byte[] EMPTY = {};

	/** The space that is reserved for a body of unknown length. */
	private static final int CHUNKED_BYTES = 1024;

	private final RequestLimits limits;

	private final Deadlines deadlines;

	RequestBodyBuffer(RequestLimits limits) {
		this.limits = limits;
		this.deadlines = new Deadlines(limits.bodyTimeout());
	}

	/**
	 * Emits the body, which may be empty, or a {@link RequestRefusedException}. Completes
	 * without a body if it is malformed: the server has already answered then.
	 * @param memory where the space for the body is reserved, before it is read
	 */
	Mono<byte[]> read(ServerHttpRequest request, MemoryBudget.Reservation memory) {
		HttpHeaders headers = request.getHeaders();
		boolean chunked = headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
		long declared = headers.getContentLength();
		if (!chunked && declared <= 0) {
			return Mono.just(EMPTY);
		}
		if (declared > this.limits.maxBodyBytes()) {
			return Mono.error(tooLarge());
		}
		HttpServerRequest client = ServerHttpRequestDecorator.getNativeRequest(request);
		int expected = (declared > 0) ? (int) declared : CHUNKED_BYTES;
		if (!memory.add(expected)) {
			return Mono.error(noMemory());
		}
		Mono<byte[]> body = new BodyMono(client.receive(), expected, this.limits.maxBodyBytes(), memory,
				() -> ClientConnection.isMalformed(request), this::tooLarge, RequestBodyBuffer::noMemory);
		return this.deadlines.limit(body, ClientConnection.channel(request).eventLoop(), this::tooLate);
	}

	private static RequestRefusedException noMemory() {
		return new RequestRefusedException(ProblemKind.MEMORY,
				"Too many bodies of requests and responses are in memory. Nothing was stored.");
	}

	private RequestRefusedException tooLate() {
		return new RequestRefusedException(ProblemKind.INVALID_REQUEST,
				"The body did not arrive within " + this.limits.bodyTimeout().toSeconds() + " s.");
	}

	private RequestRefusedException tooLarge() {
		return new RequestRefusedException(ProblemKind.TOO_LARGE,
				"A body is at most " + this.limits.maxBodyBytes() + " bytes. Nothing was stored.");
	}

}
