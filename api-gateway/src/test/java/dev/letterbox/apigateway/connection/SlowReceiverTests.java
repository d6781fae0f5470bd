package dev.letterbox.apigateway.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Large responses: a slow client gets them completely, while a silent replica or a client
 * that reads nothing is disconnected.
 */
class SlowReceiverTests extends GatewayFixture {

	private static final int SIZE = 24 * 1024 * 1024;

	private static final byte[] PART = part();

	@Test
	void receivesTheCompletePageHoweverSlowlyItReads() throws IOException {
		replica().answering((request, out) -> writePage(out));
		try (RawConnection connection = new RawConnection(this.port, 64 * 1024)) {
			connection.send(head("GET", "/pull", "Connection: close\r\n"));
			assertThat(connection.receiveHead().headers()).containsEntry("Content-Length", String.valueOf(SIZE));
			int parts = SIZE / PART.length;
			for (int i = 0; i < parts; i++) {
				if (i % (parts / 3) == 0) {
					// Longer than the read timeout, shorter than the write timeout.
					LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
				}
				assertThat(Arrays.equals(connection.stream().readNBytes(PART.length), PART)).as("part %s", i).isTrue();
			}
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@Test
	void isDisconnectedIfItReadsNothing() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		replica().answering((request, out) -> {
			try {
				writePage(out);
			}
			catch (IOException ex) {
				released.countDown();
				throw ex;
			}
		});
		try (RawConnection connection = new RawConnection(this.port, 64 * 1024)) {
			connection.send(head("GET", "/pull", ""));
			assertThat(released.await(20, TimeUnit.SECONDS)).as("the replica's connection is closed").isTrue();
			assertThat(drain(connection.stream())).isLessThan(SIZE);
		}
	}

	@Test
	void isDisconnectedIfTheReplicaFallsSilentWithinThePage() throws IOException {
		CountDownLatch end = new CountDownLatch(1);
		replica().answering((request, out) -> {
			StubReplica.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
			out.write(PART);
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		try (RawConnection connection = new RawConnection(this.port)) {
			long begun = System.nanoTime();
			connection.send(head("GET", "/pull", ""));
			assertThat(connection.receiveHead().status()).isEqualTo(200);
			assertThat(drain(connection.stream())).isEqualTo(PART.length);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(1400),
					Duration.ofSeconds(9));
		}
		finally {
			end.countDown();
		}
	}

	@Test
	void waitsForAReplicaThatSendsSlowly() throws IOException {
		replica().answering((request, out) -> {
			StubReplica.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n");
			for (int i = 0; i < 12; i++) {
				LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
				StubReplica.write(out, "x");
			}
		});
		assertThat(ask("GET", "/pull").body()).isEqualTo("x".repeat(12));
	}

	@Test
	void keepsAConnectionThatIsIdleForLongerThanTheWriteTimeout() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			assertThat(connection.send(head("GET", "/swagger-ui/swagger-ui-bundle.js", "")).receive().status())
				.isEqualTo(200);
			LockSupport.parkNanos(Duration.ofSeconds(7).toNanos());
			assertThat(connection.send(head("GET", "/ping", "")).receive().status()).isEqualTo(200);
		}
	}

	private static void writePage(OutputStream out) throws IOException {
		StubReplica.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
		for (int i = 0; i < SIZE / PART.length; i++) {
			out.write(PART);
		}
	}

	/** Reads until the connection is closed or reset and returns the number of bytes. */
	private static long drain(InputStream in) {
		byte[] some = new byte[8192];
		long count = 0;
		try {
			for (int n = in.read(some); n >= 0; n = in.read(some)) {
				count += n;
			}
		}
		catch (IOException ex) {
			// The connection was reset.
		}
		return count;
	}

	private static byte[] part() {
		byte[] part = new byte[64 * 1024];
		for (int i = 0; i < part.length; i++) {
			part[i] = (byte) (i * 31 + i / 256);
		}
		return part;
	}

}
