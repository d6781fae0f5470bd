package dev.letterbox.apigateway.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/**
 * A client with short timeouts on an event loop of its own, and replicas that tests
 * script.
 */
abstract class ReplicaClientFixture {

	static final int BUFFERED = 64 * 1024;

	static final Duration READ_TIMEOUT = Duration.ofMillis(700);

	static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration BOUND = Duration.ofSeconds(20);

	private final List<ScriptedReplica> replicas = new ArrayList<>();

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	/** Stands for the connection of the gateway's client. */
	final Channel origin = new NioSocketChannel();

	final ReplicaClient client = new ReplicaClient(
			new ReplicaClientSettings(Duration.ofSeconds(1), READ_TIMEOUT, IDLE_TIMEOUT, BUFFERED));

	@BeforeEach
	void registersTheOrigin() {
		this.loops.register(this.origin).syncUninterruptibly();
	}

	@AfterEach
	void closesEverything() throws IOException {
		this.client.close();
		this.origin.close().syncUninterruptibly();
		for (ScriptedReplica replica : this.replicas) {
			replica.close();
		}
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

	ScriptedReplica replica(ScriptedReplica.Script script) {
		ScriptedReplica replica = new ScriptedReplica(script);
		this.replicas.add(replica);
		return replica;
	}

	/** Starts a replica that sends the same bytes for each request. */
	ScriptedReplica replying(String reply) {
		return replica((connection) -> {
			while (connection.request()) {
				connection.send(reply);
			}
		});
	}

	Reply get(ScriptedReplica replica) {
		return receive(send(replica, HttpMethod.GET, "", new Progress()));
	}

	Reply receive(Mono<ReplicaReply> reply) {
		return Objects.requireNonNull(reply.flatMap(ReplicaClientFixture::read).block(BOUND));
	}

	Mono<ReplicaReply> send(ScriptedReplica replica, HttpMethod method, String body, RequestProgress progress) {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, "/path?query",
				Unpooled.copiedBuffer(body, StandardCharsets.ISO_8859_1));
		HttpUtil.setContentLength(request, body.length());
		return this.client.send(this.origin, replica.address(), request, progress);
	}

	static Mono<Reply> read(ReplicaReply reply) {
		@Nullable ByteBuf content = reply.takeContent();
		if (content != null) {
			return Mono.just(new Reply(reply, text(content), false));
		}
		return reply.stream()
			.collect(ByteArrayOutputStream::new,
					(bytes, part) -> bytes.writeBytes(text(part).getBytes(StandardCharsets.ISO_8859_1)))
			.map((bytes) -> new Reply(reply, bytes.toString(StandardCharsets.ISO_8859_1), true));
	}

	static String text(ByteBuf part) {
		String text = part.toString(StandardCharsets.ISO_8859_1);
		part.release();
		return text;
	}

	/** A reply with its content. */
	record Reply(ReplicaReply reply, String body, boolean streamed) {

		int status() {
			return this.reply.status().code();
		}

		@Nullable String header(String name) {
			return this.reply.headers().get(name);
		}

	}

	/** Counts what the client reports. */
	static final class Progress implements RequestProgress {

		final AtomicInteger sent = new AtomicInteger();

		final AtomicInteger replies = new AtomicInteger();

		final AtomicInteger reserved = new AtomicInteger();

		private final int memory;

		Progress() {
			this(Integer.MAX_VALUE);
		}

		Progress(int memory) {
			this.memory = memory;
		}

		@Override
		public void sending() {
			this.sent.incrementAndGet();
		}

		@Override
		public void replyBegins() {
			this.replies.incrementAndGet();
		}

		@Override
		public boolean reserve(int bytes) {
			return this.reserved.addAndGet(bytes) <= this.memory;
		}

	}

}
