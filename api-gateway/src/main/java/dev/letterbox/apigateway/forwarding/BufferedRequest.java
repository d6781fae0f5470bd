package dev.letterbox.apigateway.forwarding;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.letterbox.apigateway.client.RequestProgress;
import dev.letterbox.apigateway.connection.ClientConnection;
import dev.letterbox.apigateway.memory.MemoryBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.support.Netty4HeadersAdapter;

/**
 * A request as it is sent to a replica: with its complete body in memory, which can be
 * sent repeatedly, and with the headers that are meant for the replica. Used on the event
 * loop only.
 */
public final class BufferedRequest extends ServerHttpRequestDecorator implements RequestProgress {

	private static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");

	private final String target;

	private final HttpHeaders forwarded;

	private final byte[] body;

	private final MemoryBudget.Reservation memory;

	private org.springframework.http.@Nullable HttpHeaders headers;

	private long attemptEnd;

	private boolean sent;

	private boolean replying;

	private int wait;

	/**
	 * Creates a request.
	 * @param target the path and query, as the client sent them
	 * @param forwarded the headers for the replica
	 * @param memory where the space for the response is reserved
	 */
	public BufferedRequest(ServerHttpRequest request, String target, HttpHeaders forwarded, byte[] body,
			MemoryBudget.Reservation memory) {
		super(request);
		this.target = target;
		this.forwarded = forwarded;
		this.body = body;
		this.memory = memory;
	}

	@Override
	public org.springframework.http.HttpHeaders getHeaders() {
		if (this.headers == null) {
			this.headers = new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(this.forwarded));
		}
		return this.headers;
	}

	/**
	 * Returns the complete body, which must not be modified.
	 */
	public byte[] body() {
		return this.body;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		Supplier<Flux<DataBuffer>> content = () -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.body));
		return (this.body.length > 0) ? Flux.defer(content) : Flux.empty();
	}

	/**
	 * Returns the request for a replica.
	 * @param authority the value of the {@code Host} header
	 */
	FullHttpRequest toReplica(String authority) {
		this.forwarded.set(HttpHeaderNames.HOST, authority);
		return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(getMethod().name()), this.target,
				Unpooled.wrappedBuffer(this.body), this.forwarded, EmptyHttpHeaders.INSTANCE);
	}

	/**
	 * Sets for how many seconds a replica may hold back the reply.
	 */
	public void setWait(int seconds) {
		this.wait = seconds;
	}

	/**
	 * Returns for how many seconds a replica may hold back the reply; 0 for an ordinary
	 * request.
	 */
	int waitSeconds() {
		return this.wait;
	}

	EventLoop eventLoop() {
		return ClientConnection.channel(this).eventLoop();
	}

	/**
	 * Returns whether another replica may receive the request after one that may have
	 * processed it: it reads, or it sends with an Idempotency-Key.
	 */
	boolean isRepeatable() {
		return !isSend() || this.forwarded.contains(IDEMPOTENCY_KEY);
	}

	boolean isSend() {
		return org.springframework.http.HttpMethod.POST.equals(getMethod());
	}

	/**
	 * Prepares the next attempt to forward the request.
	 * @param end when the attempt has to have a response, as of {@link System#nanoTime()}
	 */
	void beginAttempt(long end) {
		this.attemptEnd = end;
		this.replying = false;
	}

	/**
	 * Tells the replica how much time is left, without the time that the connection took.
	 */
	@Override
	public void sending() {
		this.sent = true;
		long millis = TimeUnit.NANOSECONDS.toMillis(this.attemptEnd - System.nanoTime());
		this.forwarded.set(ForwardedHeaders.REQUEST_TIMEOUT, Long.toString(Math.max(1, millis)));
	}

	@Override
	public void replyBegins() {
		this.replying = true;
	}

	/**
	 * Never refuses the response to a send, which says that the message is stored. It is
	 * hardly larger than the body of the send.
	 */
	@Override
	public boolean reserve(int bytes) {
		if (isSend()) {
			this.memory.addBeyond(bytes);
			return true;
		}
		return this.memory.add(bytes);
	}

	/**
	 * Returns whether the head of the current attempt's reply has arrived.
	 */
	public boolean isReplying() {
		return this.replying;
	}

	/**
	 * Returns whether a replica may have received a part of the request.
	 */
	boolean isSent() {
		return this.sent;
	}

}
