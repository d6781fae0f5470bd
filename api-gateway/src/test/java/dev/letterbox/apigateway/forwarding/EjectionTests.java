package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replica that does not answer gets no requests for a time, and costs clients no
 * failure.
 */
class EjectionTests extends GatewayFixture {

	private static final StubReplica.Answer BREAKS = (request, out) -> {
		throw new IOException("gone");
	};

	@Test
	void aReplicaThatBreaksConnectionsLeavesAndReturns() throws IOException {
		StubReplica good = replica();
		StubReplica bad = replica().answering(BREAKS);
		for (int i = 0; i < 40; i++) {
			pull(i);
		}
		assertThat(bad.seen()).hasSize(3);
		assertThat(good.seen()).hasSize(40);
		assertThat(replicas()).containsOnlyOnce("\"ejected\":true");
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isZero();

		bad.answering(StubReplica.OK);
		AtomicInteger chat = new AtomicInteger();
		Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
			pull(chat.incrementAndGet());
			return !replicas().contains("\"ejected\":true");
		});
		bad.seen().clear();
		for (int i = 0; i < 40; i++) {
			pull(i);
		}
		assertThat(bad.seen()).hasSizeGreaterThan(5);
	}

	@Test
	void aStoppedReplicaCostsAFewRequestsOneAttemptEach() throws IOException {
		AtomicInteger closed = new AtomicInteger();
		AtomicInteger accepted = stoppedReplica(closed);
		StubReplica good = replica();
		long begun = System.nanoTime();
		int requests = 20;
		for (int i = 0; i < requests; i++) {
			pull(i);
		}
		// Three attempts until it is ejected, and perhaps a probe.
		assertThat(accepted).hasValueBetween(3, 4);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
		assertThat(good.seen()).hasSize(requests);
		Awaitility.await().untilAsserted(() -> assertThat(closed).hasValue(accepted.get()));
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void sendsOfAChatWhoseReplicaIsEjectedGoToTheNextOne() throws IOException {
		StubReplica good = replica();
		StubReplica bad = replica().answering(BREAKS);
		for (int i = 0; i < 40; i++) {
			pull(i);
		}
		bad.seen().clear();
		for (int i = 0; i < 20; i++) {
			String body = "{\"chat\":\"a:" + i + "\"}";
			assertThat(ask(head("POST", "/send", "Content-Length: " + body.length() + "\r\n") + body).status())
				.isEqualTo(200);
		}
		assertThat(bad.seen()).isEmpty();
		assertThat(good.seen()).hasSize(60);
	}

	@Test
	void a503IsNoReasonForEjection() throws IOException {
		StubReplica busy = replica().answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
		replica();
		for (int i = 0; i < 40; i++) {
			pull(i);
		}
		assertThat(busy.seen()).hasSizeGreaterThan(5);
		assertThat(replicas()).doesNotContain("\"ejected\":true");
	}

	@Test
	void theLastReplicaIsNotEjected() throws IOException {
		StubReplica only = replica().answering(BREAKS);
		for (int i = 0; i < 10; i++) {
			ask("GET", "/pull?chat=a:" + i).isProblem(503, "unavailable");
		}
		assertThat(only.seen()).hasSize(10);
		assertThat(replicas()).doesNotContain("\"ejected\":true");
		only.answering(StubReplica.OK);
		pull(1);
	}

	private void pull(int chat) throws IOException {
		assertThat(ask("GET", "/pull?chat=a:" + chat).status()).isEqualTo(200);
	}

	private String replicas() throws IOException {
		try (RawConnection connection = new RawConnection(this.managementPort)) {
			return connection.send(head("GET", "/actuator/replicas", "")).receive().body();
		}
	}

	/**
	 * Registers a replica that accepts connections and does nothing else.
	 * @param closed counts the connections that the gateway has closed
	 * @return counts the connections
	 */
	private AtomicInteger stoppedReplica(AtomicInteger closed) throws IOException {
		AtomicInteger accepted = new AtomicInteger();
		ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
		closeAtTheEnd(server);
		this.registry.up.add(StubReplica.instance(server.getLocalPort()));
		Thread.ofVirtual().start(() -> {
			while (!server.isClosed()) {
				try {
					Socket socket = server.accept();
					accepted.incrementAndGet();
					Thread.ofVirtual().start(() -> awaitEnd(socket, closed));
				}
				catch (IOException ex) {
					return;
				}
			}
		});
		return accepted;
	}

	private static void awaitEnd(Socket socket, AtomicInteger closed) {
		try (socket) {
			while (socket.getInputStream().read() >= 0) {
				// Nothing is answered.
			}
		}
		catch (IOException ex) {
			// The gateway has reset the connection.
		}
		closed.incrementAndGet();
	}

}
