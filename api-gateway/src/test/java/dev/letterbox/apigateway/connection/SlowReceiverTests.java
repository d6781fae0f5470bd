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
 * Large answers: a slow client gets them whole, a silent replica and a client that takes
 * nothing are given up.
 */
class SlowReceiverTests extends GatewayFixture {

	private static final int SIZE = 24 * 1024 * 1024;

	private static final byte[] PART = part();

	@Test
	void getsTheWholePageHoweverSlowlyItReads() throws IOException {
		replica().answering((request, out) -> sayPage(out));
		try (RawConnection connection = new RawConnection(this.port, 64 * 1024)) {
			connection.say(head("GET", "/pull", "Connection: close\r\n"));
			assertThat(connection.hearHead().headers()).containsEntry("Content-Length", String.valueOf(SIZE));
			int parts = SIZE / PART.length;
			for (int i = 0; i < parts; i++) {
				if (i % (parts / 3) == 0) {
					// Longer than a replica may be silent, shorter than a client may.
					LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
				}
				assertThat(Arrays.equals(connection.stream().readNBytes(PART.length), PART)).as("part %s", i).isTrue();
			}
			assertThat(connection.isClosedByServer()).isTrue();
		}
	}

	@Test
	void isCutOffWhereItReadsNothing() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		replica().answering((request, out) -> {
			try {
				sayPage(out);
			}
			catch (IOException ex) {
				released.countDown();
				throw ex;
			}
		});
		try (RawConnection connection = new RawConnection(this.port, 64 * 1024)) {
			connection.say(head("GET", "/pull", ""));
			assertThat(released.await(20, TimeUnit.SECONDS)).as("the replica's connection is closed").isTrue();
			assertThat(drain(connection.stream())).isLessThan(SIZE);
		}
	}

	@Test
	void isCutOffWhereAReplicaFallsSilentInThePage() throws IOException {
		CountDownLatch end = new CountDownLatch(1);
		replica().answering((request, out) -> {
			StubReplica.say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
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
			connection.say(head("GET", "/pull", ""));
			assertThat(connection.hearHead().status()).isEqualTo(200);
			assertThat(drain(connection.stream())).isEqualTo(PART.length);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(1400),
					Duration.ofSeconds(9));
		}
		finally {
			end.countDown();
		}
	}

	@Test
	void waitsForAReplicaThatSpeaksSlowlyButSpeaks() throws IOException {
		replica().answering((request, out) -> {
			StubReplica.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n");
			for (int i = 0; i < 12; i++) {
				LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
				StubReplica.say(out, "x");
			}
		});
		assertThat(ask("GET", "/pull").body()).isEqualTo("x".repeat(12));
	}

	@Test
	void keepsAConnectionThatIsIdleForLongerThanItWaitsForAReceiver() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			assertThat(connection.say(head("GET", "/swagger-ui/swagger-ui-bundle.js", "")).hear().status())
				.isEqualTo(200);
			LockSupport.parkNanos(Duration.ofSeconds(7).toNanos());
			assertThat(connection.say(head("GET", "/ping", "")).hear().status()).isEqualTo(200);
		}
	}

	private static void sayPage(OutputStream out) throws IOException {
		StubReplica.say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
		for (int i = 0; i < SIZE / PART.length; i++) {
			out.write(PART);
		}
	}

	/** Reads to the end, be it orderly or not, and returns how many bytes came. */
	private static long drain(InputStream in) {
		byte[] some = new byte[8192];
		long count = 0;
		try {
			for (int n = in.read(some); n >= 0; n = in.read(some)) {
				count += n;
			}
		}
		catch (IOException ex) {
			// Reset: that is an end, too.
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
