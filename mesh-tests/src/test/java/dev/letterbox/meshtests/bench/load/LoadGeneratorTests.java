package dev.letterbox.meshtests.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The generator against a server that answers each request as a test says.
 */
class LoadGeneratorTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

	private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final AtomicInteger requests = new AtomicInteger();

	LoadGeneratorTests() throws IOException {
	}

	@AfterEach
	void stop() throws IOException {
		this.listener.close();
	}

	@Test
	void sendsEveryRequestOfTheScheduleAndNotBeforeItIsDue() {
		LoadResult result = run(4, new Schedule(1_000, 101), (number) -> OK);
		assertThat(result.answers()).isEqualTo(101);
		assertThat(this.requests).hasValue(101);
		assertThat(result.errors() + result.timeouts()).isZero();
		assertThat(result.seconds()).isGreaterThanOrEqualTo(0.1);
		assertThat(result.rate()).isLessThanOrEqualTo(1_010);
		assertThat(result.p50()).isPositive().isLessThanOrEqualTo(result.p99());
		assertThat(result.p99()).isLessThanOrEqualTo(result.largest());
	}

	@Test
	void aRequestThatWaitsBehindASlowAnswerIsCountedWithItsWait() {
		// The first answer takes as long as all 50 requests take to become due.
		LoadResult result = run(1, new Schedule(100, 50), (number) -> {
			if (number == 1) {
				pause(Duration.ofMillis(500));
			}
			return OK;
		});
		assertThat(result.answers()).isEqualTo(50);
		assertThat(result.largest()).isGreaterThanOrEqualTo(490);
		// The one in the middle was due 250 ms after the first.
		assertThat(result.p50()).isGreaterThanOrEqualTo(230);
	}

	@Test
	void anotherStatusAndABrokenConnectionAreErrors() {
		LoadResult result = run(2, Schedule.atOnce(30), (number) -> switch (number % 3) {
			case 0 -> OK;
			case 1 -> OK.replace("200 OK", "503 Busy");
			default -> "";
		});
		assertThat(result.answers()).isEqualTo(10);
		assertThat(result.errors()).isEqualTo(20);
		assertThat(result.timeouts()).isZero();
	}

	@Test
	void opensAnotherConnectionWhereTheServerClosesOne() {
		LoadResult result = run(2, Schedule.atOnce(20),
				(number) -> OK.replace("OK\r\n", "OK\r\nConnection: close\r\n"));
		assertThat(result.answers()).isEqualTo(20);
		assertThat(result.errors()).isZero();
	}

	@Test
	void whatIsNotAnsweredIsATimeoutAndCountsWithTheTimeItHasWaited() {
		Thread.startVirtualThread(() -> serve((number) -> {
			pause(Duration.ofSeconds(30));
			return "";
		}));
		LoadResult result = LoadGenerator.run(address(), 2, Schedule.atOnce(5), Duration.ofMillis(200),
				(number) -> REQUEST);
		assertThat(result.timeouts()).isEqualTo(5);
		assertThat(result.answers()).isZero();
		assertThat(result.p50()).isGreaterThanOrEqualTo(200);
	}

	private LoadResult run(int connections, Schedule schedule, Answers answers) {
		Thread.startVirtualThread(() -> serve(answers));
		return LoadGenerator.run(address(), connections, schedule, PATIENCE, (number) -> REQUEST);
	}

	private URI address() {
		return URI.create("http://127.0.0.1:" + this.listener.getLocalPort());
	}

	private void serve(Answers answers) {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				Thread.startVirtualThread(() -> serve(socket, answers));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket, Answers answers) {
		try (socket) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (line.isEmpty()) {
					String answer = answers.answer(this.requests.incrementAndGet());
					socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
					if (answer.isEmpty() || answer.contains("close")) {
						return;
					}
				}
			}
		}
		catch (IOException ex) {
			// The generator has closed the connection.
		}
	}

	/** A server that is slow, which a test cannot wait for otherwise. */
	private static void pause(Duration duration) {
		try {
			Thread.sleep(duration);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The answers of the server.
	 */
	private interface Answers {

		/**
		 * Answers a request by its number from 1; an empty answer breaks the connection.
		 */
		String answer(int number);

	}

}
