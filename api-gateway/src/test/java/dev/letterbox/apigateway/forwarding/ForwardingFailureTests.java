package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a replica's connection that is reset while the request is written is reported:
 * never as a client that disconnected, nor as a request that was not sent.
 */
class ForwardingFailureTests extends GatewayFixture {

	@ParameterizedTest
	@ValueSource(ints = { 2, 400_000 })
	void neverTakesAClosedConnectionOfAReplicaForADisconnectedClient(int size) throws IOException {
		resettingReplica();
		resettingReplica();
		String body = "x".repeat(size);
		String length = "Content-Length: " + size + "\r\n";
		RawConnection.Response sent = ask(head("POST", "/send", length) + body);
		assertThat(sent.isProblem(504, "timeout").body()).contains("may or may not have been stored");
		ask(head("GET", "/pull", length) + body).isProblem(503, "unavailable");
		ask(head("HEAD", "/pull", length) + body).isHeadOfProblem(503);
	}

	@Test
	void isCountedByTheCircuitBreaker() throws IOException {
		resettingReplica();
		ask(head("POST", "/send", "Content-Length: 2\r\n") + "{}").isProblem(504, "timeout");
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	/** Registers a replica that resets each connection at the first byte it receives. */
	private void resettingReplica() throws IOException {
		ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
		closeAtTheEnd(server);
		this.registry.up.add(StubReplica.instance(server.getLocalPort()));
		Thread.ofVirtual().start(() -> {
			while (!server.isClosed()) {
				reset(server);
			}
		});
	}

	private static void reset(ServerSocket server) {
		try (Socket socket = server.accept()) {
			InputStream in = socket.getInputStream();
			assertThat(in.read()).isPositive();
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			if (!server.isClosed()) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
