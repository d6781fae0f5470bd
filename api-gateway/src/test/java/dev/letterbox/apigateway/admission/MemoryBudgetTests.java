package dev.letterbox.apigateway.admission;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bodies of all requests and responses together are bounded, and small requests go on
 * beside those that use up the budget.
 */
@TestPropertySource(properties = { "letterbox.memory.budget=320KB", "letterbox.memory.reserve=20KB",
		"letterbox.memory.small=16KB", "letterbox.request-limits.body-timeout=20s",
		"letterbox.request-limits.write-timeout=20s", "letterbox.forward.read-timeout=20s" })
class MemoryBudgetTests extends GatewayFixture {

	private static final int KB = 1024;

	@Autowired
	private MeterRegistry meters;

	@Test
	void halfSentBodiesAreRefusedBeyondTheBudgetWhileOrdinaryRequestsGoOn() throws IOException {
		replica();
		List<RawConnection> attackers = new ArrayList<>();
		for (int size : List.of(100, 100, 100)) {
			attackers.add(open().send(head("POST", "/send", "Content-Length: " + size * KB + "\r\n") + "{"));
			awaitReserved(attackers.size() * 100 * KB);
		}
		send(17 * KB).isProblem(503, "unavailable");
		for (int i = 0; i < 50; i++) {
			RawConnection refused = open().send(head("POST", "/send", "Content-Length: " + 101 * KB + "\r\n") + "{");
			refused.receive().isProblem(503, "unavailable");
			attackers.add(refused);
			assertThat(send(1000).status()).isEqualTo(200);
			assertThat(ask("GET", "/pull?chat=a:b").status()).isEqualTo(200);
		}
		// The connection of a refused request remains usable.
		RawConnection last = attackers.getLast();
		last.send("x".repeat(101 * KB - 1)).send(head("GET", "/pull?chat=a:b", ""));
		assertThat(last.receive().status()).isEqualTo(200);
		for (RawConnection connection : attackers) {
			connection.close();
		}
		awaitReserved(0);
		assertThat(send(250 * KB).status()).isEqualTo(200);
		awaitReserved(0);
	}

	@Test
	void bodiesInOneByteChunksCountWithWhatTheyOccupy() throws IOException {
		replica();
		String chunks = "1\r\nx\r\n".repeat(20 * KB);
		List<RawConnection> connections = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			connections.add(open().send(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + chunks));
			awaitReserved((i + 1) * 32 * KB);
		}
		RawConnection refused = open().send(head("POST", "/send", "Transfer-Encoding: chunked\r\n") + chunks.repeat(2));
		refused.receive().isProblem(503, "unavailable");
		awaitReserved(8 * 32 * KB);
		refused.send("0\r\n\r\n").send(head("GET", "/pull?chat=a:b", ""));
		assertThat(refused.receive().status()).isEqualTo(200);
		for (RawConnection connection : connections) {
			connection.send("0\r\n\r\n");
			assertThat(connection.receive().status()).isEqualTo(200);
		}
		awaitReserved(0);
	}

	@Test
	void repliesToReadsAreRefusedBeyondTheBudgetAndThoseToSendsAreNot() throws IOException {
		replica().answering(reply(60 * KB));
		RawConnection attacker = open().send(head("POST", "/send", "Content-Length: " + 250 * KB + "\r\n"));
		awaitReserved(250 * KB);
		ask("GET", "/pull?chat=a:b").isProblem(503, "unavailable");
		assertThat(ask("POST", "/send").body()).hasSize(60 * KB);
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isZero();
		attacker.close();
		awaitReserved(0);
		assertThat(ask("GET", "/pull?chat=a:b").body()).hasSize(60 * KB);
		awaitReserved(0);
	}

	@Test
	void pagesOfSlowReadersAreBounded() throws IOException {
		String page = reply(8 * KB * KB);
		replica().answering(page);
		RawConnection slow = new RawConnection(this.port, 16 * KB);
		closeAtTheEnd(slow);
		slow.send(head("GET", "/pull?chat=a:b", ""));
		awaitReserved(192 * KB);
		RawConnection.Response refused = ask("GET", "/pull?chat=a:b");
		assertThat(refused.status()).isEqualTo(503);
		refused.isProblem(503, "unavailable");
		assertThat(slow.receive().body().length()).isEqualTo(8 * KB * KB);
		awaitReserved(0);
		assertThat(ask("GET", "/pull?chat=a:b").body().length()).isEqualTo(8 * KB * KB);
	}

	private static String reply(int size) {
		return "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size);
	}

	private RawConnection open() throws IOException {
		RawConnection connection = new RawConnection(this.port);
		closeAtTheEnd(connection);
		return connection;
	}

	private RawConnection.Response send(int size) throws IOException {
		return ask(head("POST", "/send", "Content-Length: " + size + "\r\n") + "x".repeat(size));
	}

	private void awaitReserved(int bytes) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.meters.get("letterbox.gateway.memory.reserved").gauge().value())
				.isEqualTo(bytes));
	}

}
