package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that wait at a replica, behind a deadline for ordinary requests of two
 * seconds.
 */
@TestPropertySource(properties = "letterbox.waits.limit=30")
class WaitingRequestTests extends GatewayFixture {

	private static final String EMPTY = "HTTP/1.1 200 OK\r\nPreference-Applied: wait=6\r\nContent-Length: 2\r\n\r\n[]";

	private final CountDownLatch news = new CountDownLatch(1);

	private final List<RawConnection> clients = new ArrayList<>();

	@Autowired
	private MeterRegistry meters;

	@AfterEach
	void close() throws IOException {
		this.news.countDown();
		for (RawConnection client : this.clients) {
			client.close();
		}
		awaitWaits(0);
	}

	@Test
	void areAnsweredAfterTheDeadlineOfOrdinaryOnes() throws IOException {
		replica().answering((request, out) -> answerAfter(Duration.ofSeconds(4), out));
		long timed = timed();
		double answered = answered(200);
		RawConnection client = waitFor("GET", "/pull?chat=a:b", "wait=6");
		awaitWaits(1);
		RawConnection.Response response = client.receive();
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.headers()).containsEntry("Preference-Applied", "wait=6");
		assertThat(timed()).as("timed pulls").isEqualTo(timed);
		assertThat(answered(200)).isEqualTo(answered + 1);
	}

	@Test
	void haveADeadlineOfTheirOwn() throws IOException {
		replica().answering((request, out) -> {
		});
		long begun = System.nanoTime();
		waitFor("GET", "/pull?chat=a:b", "wait=2").receive().isProblem(504, "timeout");
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(4),
				Duration.ofMillis(9500));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "GET | /pull?chat=a:b | wait=0", "GET | /pull?chat=a:b | wait=x",
			"GET | /pull?chat=a:b&reverse=true | wait=20", "GET | /ping | wait=20", "POST | /send | wait=20" })
	void areOnlyThoseThatAReplicaLetsWait(String method, String target, String preference) throws IOException {
		replica().answering((request, out) -> {
		});
		waitFor(method, target, preference).receive().isProblem(504, "timeout");
	}

	@Test
	void doNotOpenTheCircuitBreaker() throws IOException {
		replica().answering((request, out) -> {
			throw new IOException("broken");
		});
		for (int i = 0; i < 25; i++) {
			waitFor("QUERY", "/pull?chat=a:b", "wait=6").receive().isProblem(503, "unavailable");
		}
		assertThat(circuitBreaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void areSentToAnotherReplicaThanADeadOne() throws IOException {
		replica().answering(EMPTY);
		deadReplica();
		for (int i = 0; i < 4; i++) {
			assertThat(waitFor("GET", "/pull?chat=a:b", "wait=6").receive().status()).isEqualTo(200);
		}
	}

	@Test
	void endAtTheReplicaWhenTheirClientIsGone() throws IOException {
		CountDownLatch ended = new CountDownLatch(1);
		replica().answering((request, out) -> {
			awaitNews();
			// Writing fails only after the connection was closed by the other side.
			Awaitility.await().until(() -> isClosed(out));
			ended.countDown();
		});
		RawConnection client = waitFor("GET", "/pull?chat=a:b", "wait=30");
		awaitWaits(1);
		client.close();
		awaitWaits(0);
		this.news.countDown();
		assertThat(awaited(ended)).isTrue();
	}

	@Test
	void beyondTheLimitAreForwardedAsOrdinaryOnes() throws IOException {
		StubReplica replica = replica().answering((request, out) -> {
			if (request.headers().containsKey("Prefer")) {
				awaitNews();
			}
			StubReplica.write(out, EMPTY);
		});
		for (int i = 0; i < 30; i++) {
			waitFor("GET", "/pull?chat=a:b", "wait=30");
		}
		awaitWaits(30);
		assertThat(waitFor("GET", "/pull?chat=c:d", "wait=30").receive().status()).isEqualTo(200);
		assertThat(replica.seen().stream().filter((seen) -> seen.target().endsWith("c:d"))).singleElement()
			.satisfies((seen) -> assertThat(seen.headers()).doesNotContainKey("Prefer"));
		this.news.countDown();
		for (RawConnection client : this.clients.subList(0, 30)) {
			assertThat(client.receive().status()).isEqualTo(200);
		}
	}

	private RawConnection waitFor(String method, String target, String preference) throws IOException {
		RawConnection client = new RawConnection(this.port);
		this.clients.add(client);
		String length = method.equals("POST") ? "Content-Length: 0\n" : "";
		return client.send(head(method, target, "Prefer: " + preference + "\n" + length));
	}

	private void awaitWaits(int count) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.meters.get("letterbox.waits").gauge().value() == count);
	}

	private void answerAfter(Duration time, OutputStream out) throws IOException {
		try {
			assertThat(this.news.await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		StubReplica.write(out, EMPTY);
	}

	private void awaitNews() {
		assertThat(awaited(this.news)).isTrue();
	}

	private static boolean awaited(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static boolean isClosed(OutputStream out) {
		try {
			StubReplica.write(out, " ");
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private long timed() {
		return this.meters.find("letterbox.requests")
			.tag("route", "/pull")
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	private double answered(int status) {
		return this.meters.find("letterbox.waits.answered")
			.tag("status", String.valueOf(status))
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

}
