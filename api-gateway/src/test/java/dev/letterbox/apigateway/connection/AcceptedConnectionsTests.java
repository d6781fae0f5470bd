package dev.letterbox.apigateway.connection;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that clients open at once do not wait for many turns of an event loop.
 */
class AcceptedConnectionsTests {

	private static final int CONNECTIONS = 200;

	private static final RequestLimits LIMITS = new RequestLimits(DataSize.ofKilobytes(1), Duration.ofSeconds(1),
			Duration.ofSeconds(1), Duration.ofSeconds(1), CONNECTIONS);

	private final AtomicInteger turns = new AtomicInteger();

	private volatile @Nullable Future<?> nextTurn;

	@Test
	void areAcceptedInFewTurnsOfTheEventLoop() throws Exception {
		LoopResources loops = LoopResources.create("test", 1, true);
		ConcurrentLinkedQueue<Integer> acceptedIn = new ConcurrentLinkedQueue<>();
		HttpServer server = new ClientConnectionCustomizer(LIMITS)
			.apply(HttpServer.create().host("127.0.0.1").port(0).runOn(loops))
			.doOnChannelInit((observer, channel, remote) -> acceptedIn.add(this.turns.get()));
		DisposableServer bound = server.bindNow();
		List<Socket> sockets = new ArrayList<>();
		try {
			EventLoop loop = bound.channel().eventLoop();
			CountDownLatch connected = new CountDownLatch(1);
			Future<?> blocked = loop.submit(() -> {
				connected.await();
				return null;
			});
			for (int i = 0; i < CONNECTIONS; i++) {
				sockets.add(new Socket(InetAddress.getLoopbackAddress(), bound.port()));
			}
			this.nextTurn = loop.schedule(() -> countTurns(loop), 1, TimeUnit.NANOSECONDS);
			connected.countDown();
			blocked.sync();
			Awaitility.await().until(() -> acceptedIn.size() == CONNECTIONS);
			assertThat(acceptedIn).allMatch((turn) -> turn < 10);
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
			Future<?> turn = this.nextTurn;
			if (turn != null) {
				turn.cancel(false);
			}
			bound.disposeNow();
			loops.disposeLater().block();
		}
	}

	/** A scheduled task runs in the next turn of the event loop at the earliest. */
	private void countTurns(EventLoop loop) {
		this.turns.incrementAndGet();
		this.nextTurn = loop.schedule(() -> countTurns(loop), 1, TimeUnit.NANOSECONDS);
	}

}
