package dev.letterbox.apigateway.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.timeout.ReadTimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How connections are used, and how requests end.
 */
class ReplicaClientTests extends ReplicaClientFixture {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private static final String ENDLESS = "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n";

	@Test
	void usesTheConnectionThatWasUsedLast() {
		CountDownLatch three = new CountDownLatch(3);
		ScriptedReplica replica = replica((connection) -> {
			while (connection.request()) {
				three.countDown();
				Awaitility.await().until(() -> three.getCount() == 0);
				connection.send(OK);
			}
		});
		Mono.when(drained(replica), drained(replica), drained(replica)).block();
		assertThat(replica.accepted()).isEqualTo(3);
		for (long begun = System.nanoTime(); System.nanoTime() - begun < IDLE_TIMEOUT.toNanos() * 2;) {
			get(replica);
		}
		assertThat(replica.accepted()).isEqualTo(3);
		assertThat(replica.open()).isEqualTo(1);
	}

	@Test
	void closesIdleConnections() {
		ScriptedReplica replica = replying(OK);
		get(replica);
		assertThat(replica.open()).isEqualTo(1);
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> replica.open() == 0);
		assertThat(get(replica).body()).isEqualTo("ok");
		assertThat(replica.accepted()).isEqualTo(2);
	}

	@Test
	void closesItsConnectionsWhenItIsClosed() {
		ScriptedReplica replica = replying(OK);
		get(replica);
		this.client.close();
		Awaitility.await().atMost(IDLE_TIMEOUT.dividedBy(2)).until(() -> replica.open() == 0);
		assertThat(get(replica).body()).isEqualTo("ok");
		Awaitility.await().atMost(IDLE_TIMEOUT.dividedBy(2)).until(() -> replica.open() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
			"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
			"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
			"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\u0000" })
	void usesNoConnectionAgainOfWhichTheEndOfTheReplyIsNotTheEnd(String reply) {
		ScriptedReplica replica = replying(reply);
		for (int i = 1; i <= 3; i++) {
			assertThat(get(replica).body()).isEqualTo("ok");
			assertThat(replica.accepted()).isEqualTo(i);
			Awaitility.await().atMost(IDLE_TIMEOUT.dividedBy(2)).until(() -> replica.open() == 0);
		}
	}

	@Test
	void receivesAReplyThatEndsWithTheConnection() {
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send("HTTP/1.1 200 OK\r\n\r\n");
			connection.send("until the end");
		});
		assertThat(get(replica).body()).isEqualTo("until the end");
		assertThat(get(replica).body()).isEqualTo("until the end");
	}

	@Test
	void receivesAReplyThatComesBeforeTheRequestIsWritten() {
		ScriptedReplica replica = replica((connection) -> {
			connection.head();
			connection.send(OK);
			connection.awaitEnd();
		});
		String body = "x".repeat(32 * 1024 * 1024);
		assertThat(receive(send(replica, HttpMethod.POST, body, new Progress())).body()).isEqualTo("ok");
		assertThat(receive(send(replica, HttpMethod.POST, "", new Progress())).body()).isEqualTo("ok");
	}

	/** The replica closes the connection at about the time of the next request. */
	@RepeatedTest(20)
	void neverMixesRepliesIfIdleConnectionsAreClosed() {
		ScriptedReplica replica = replica((connection) -> {
			if (connection.request()) {
				connection.send(OK);
			}
		});
		for (int i = 0; i < 20; i++) {
			Progress progress = new Progress();
			try {
				assertThat(receive(send(replica, HttpMethod.GET, "", progress)).body()).isEqualTo("ok");
				assertThat(progress.sent).hasValue(1);
			}
			catch (RuntimeException ex) {
				assertThat(ex.getCause()).isInstanceOf(BrokenReplyException.class);
				assertThat(progress.sent).hasValue(1);
				assertThat(progress.replies).hasValue(0);
			}
		}
	}

	@Test
	void reportsThatNothingWasSentIfNoConnectionIsAccepted() throws IOException {
		try (Socket bound = new Socket()) {
			bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			ScriptedReplica closed = replying(OK);
			closed.close();
			Progress progress = new Progress();
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> receive(send(closed, HttpMethod.POST, "body", progress)))
				.withCauseInstanceOf(RequestNotSentException.class);
			assertThat(progress.sent).hasValue(0);
		}
	}

	@Test
	void endsTheConnectionOfARequestThatIsCancelled() {
		CountDownLatch received = new CountDownLatch(1);
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			received.countDown();
			connection.awaitEnd();
		});
		Disposable request = send(replica, HttpMethod.GET, "", new Progress()).subscribe();
		Awaitility.await().until(() -> received.getCount() == 0);
		assertThat(replica.open()).isEqualTo(1);
		request.dispose();
		Awaitility.await().atMost(IDLE_TIMEOUT.dividedBy(2)).until(() -> replica.open() == 0);
	}

	@Test
	void limitsTheSilenceWithinAReply() {
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234");
			connection.awaitEnd();
		});
		Progress progress = new Progress();
		assertThatExceptionOfType(ReadTimeoutException.class)
			.isThrownBy(() -> receive(send(replica, HttpMethod.GET, "", progress)));
		assertThat(progress.replies).hasValue(1);
		Awaitility.await().until(() -> replica.open() == 0);
	}

	@Test
	void readsNoMoreThanItsReceiverTakes() {
		AtomicLong written = new AtomicLong();
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send(ENDLESS);
			for (String part = "x".repeat(64 * 1024);; written.addAndGet(part.length())) {
				connection.send(part);
			}
		});
		Slow receiver = new Slow();
		send(replica, HttpMethod.GET, "", new Progress()).flatMapMany(ReplicaReply::stream).subscribe(receiver);
		for (int i = 1; i <= 5; i++) {
			receiver.request(1);
			int parts = i;
			Awaitility.await().until(() -> receiver.parts.get() == parts);
		}
		AtomicLong last = new AtomicLong();
		// Longer than the read timeout: what is not wanted cannot be late.
		Awaitility.await()
			.during(READ_TIMEOUT.multipliedBy(2))
			.atMost(Duration.ofSeconds(20))
			.until(() -> last.getAndSet(written.get()) == written.get());
		assertThat(receiver.failure).isFalse();
		assertThat(written.get()).as("in the buffers of both sockets").isLessThan(32 * 1024 * 1024);
		receiver.request(100_000_000);
		Awaitility.await().until(() -> written.get() > 200 * 1024 * 1024);
		receiver.cancel();
		Awaitility.await().until(() -> replica.open() == 0);
	}

	@Test
	void readsNoMoreThanTheConnectionOfItsReceiverSends() throws IOException {
		AtomicLong written = new AtomicLong();
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send(ENDLESS);
			for (String part = "x".repeat(64 * 1024);; written.addAndGet(part.length())) {
				connection.send(part);
			}
		});
		try (ServerSocket client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.origin.connect(client.getLocalSocketAddress()).syncUninterruptibly();
			writable(false);
			Slow receiver = new Slow();
			send(replica, HttpMethod.GET, "", new Progress()).flatMapMany(ReplicaReply::stream).subscribe(receiver);
			receiver.request(Long.MAX_VALUE);
			Awaitility.await().until(() -> written.get() > 0);
			AtomicLong last = new AtomicLong();
			Awaitility.await()
				.during(READ_TIMEOUT.multipliedBy(2))
				.atMost(Duration.ofSeconds(20))
				.until(() -> last.getAndSet(written.get()) == written.get());
			assertThat(receiver.parts).hasValue(0);
			writable(true);
			Awaitility.await().until(() -> written.get() > 200 * 1024 * 1024);
			receiver.cancel();
			Awaitility.await().until(() -> replica.open() == 0);
		}
	}

	@Test
	void refusesAReplyForWhichThereIsNoMemory() {
		ScriptedReplica replica = replying("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000));
		Progress progress = new Progress(4999);
		assertThatExceptionOfType(ReplyRefusedException.class)
			.isThrownBy(() -> receive(send(replica, HttpMethod.GET, "", progress)));
		Awaitility.await().until(() -> replica.open() == 0);
		Progress enough = new Progress(5000);
		assertThat(receive(send(replica, HttpMethod.GET, "", enough)).body()).hasSize(5000);
		assertThat(enough.reserved).hasValue(5000);
	}

	@Test
	void refusesAStreamForWhichThereIsNoMemory() {
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send(ENDLESS + "x".repeat(100_000));
			connection.awaitEnd();
		});
		assertThatExceptionOfType(ReplyRefusedException.class)
			.isThrownBy(() -> receive(send(replica, HttpMethod.GET, "", new Progress(ReplyStream.MAX_BYTES - 1))));
		Awaitility.await().until(() -> replica.open() == 0);
		Progress enough = new Progress(ReplyStream.MAX_BYTES);
		send(replica, HttpMethod.GET, "", enough).doOnNext(ReplicaReply::discard).block();
		assertThat(enough.reserved).hasValue(ReplyStream.MAX_BYTES);
	}

	@Test
	void endsAStreamWithItsConnection() {
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send(ENDLESS + "x".repeat(100_000));
		});
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> get(replica))
			.withCauseInstanceOf(BrokenReplyException.class);
	}

	@Test
	void closesTheConnectionOfAStreamThatIsDiscarded() {
		ScriptedReplica replica = replica((connection) -> {
			connection.request();
			connection.send(ENDLESS + "x".repeat(100_000));
			connection.awaitEnd();
		});
		send(replica, HttpMethod.GET, "", new Progress()).doOnNext(ReplicaReply::discard).block();
		Awaitility.await().until(() -> replica.open() == 0);
	}

	private void writable(boolean writable) {
		this.origin.eventLoop()
			.submit(() -> this.origin.unsafe().outboundBuffer().setUserDefinedWritability(1, writable))
			.syncUninterruptibly();
	}

	private Mono<Void> drained(ScriptedReplica replica) {
		return send(replica, HttpMethod.GET, "", new Progress()).doOnNext(ReplicaReply::discard).then();
	}

	/** Takes only the parts that a test requests. */
	private static final class Slow extends BaseSubscriber<ByteBuf> {

		private final AtomicInteger parts = new AtomicInteger();

		private volatile boolean failure;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// The test requests.
		}

		@Override
		protected void hookOnNext(ByteBuf part) {
			part.release();
			this.parts.incrementAndGet();
		}

		@Override
		protected void hookOnError(Throwable failed) {
			this.failure = true;
		}

	}

}
