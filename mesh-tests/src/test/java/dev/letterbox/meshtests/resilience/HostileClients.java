package dev.letterbox.meshtests.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

import dev.letterbox.meshtests.history.Workers;
import dev.letterbox.meshtests.support.Client;

/**
 * Clients that want to exhaust the mesh: each holds a connection and moves as little as
 * it can.
 */
final class HostileClients implements AutoCloseable {

	private static final String SEND = "POST /api/send HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

	/** The longest text in UTF-8 is three times as long. */
	private static final String LONGEST_TEXT = "\u20AC".repeat(65_536);

	private static final int LARGEST_BODY = 512 * 1024;

	private static final int LONG_PAGE = 100;

	private final URI gateway;

	private final Collection<Socket> connections = new ConcurrentLinkedQueue<>();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	/** A machine accepts only so many connections at a time. */
	private final Semaphore connecting = new Semaphore(100);

	HostileClients(URI gateway) {
		this.gateway = gateway;
	}

	/** Sends half of the largest body, and stops. */
	void sendHalfABody(int count) {
		start(count, (connection) -> {
			write(connection, SEND + "Content-Length: " + LARGEST_BODY + "\r\n\r\n");
			write(connection, " ".repeat(LARGEST_BODY / 2));
		});
	}

	/** Sends the largest body in chunks of one byte. */
	void sendChunksOfOneByte(int count) {
		start(count, (connection) -> {
			write(connection, SEND + "Transfer-Encoding: chunked\r\n\r\n");
			String chunks = "1\r\n \r\n".repeat(1024);
			for (int i = 0; i < LARGEST_BODY / 1024; i++) {
				write(connection, chunks);
			}
		});
	}

	/** Asks for the largest page, and receives a byte of it in each second. */
	void receiveLargePagesSlowly(int count) {
		Client client = new Client(this.gateway);
		String chat = Client.freshChat();
		for (int i = 0; i < LONG_PAGE; i++) {
			client.stored(chat, LONGEST_TEXT);
		}
		start(count, (connection) -> {
			write(connection, "GET /api/pull?limit=64&" + Client.query(chat) + " HTTP/1.1\r\nHost: a\r\n\r\n");
			while (connection.getInputStream().read() >= 0) {
				Workers.pause(Duration.ofSeconds(1));
			}
		});
	}

	/** Connects, and sends nothing. */
	void connect(int count) {
		start(count, (connection) -> {
		});
	}

	/** Sends a byte of a request in each second. */
	void sendSlowly(int count) {
		start(count, (connection) -> {
			String request = SEND + "X-Padding: " + "x".repeat(1000);
			for (int i = 0; i < request.length(); i++) {
				write(connection, request.substring(i, i + 1));
				Workers.pause(Duration.ofSeconds(1));
			}
		});
	}

	@Override
	public void close() {
		for (Socket connection : this.connections) {
			try {
				connection.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		this.threads.shutdownNow();
	}

	private void start(int count, Behaviour behaviour) {
		for (int i = 0; i < count; i++) {
			this.threads.execute(() -> {
				try {
					behaviour.on(connection());
				}
				catch (IOException ex) {
					// Cut off, as it should be.
				}
			});
		}
	}

	private Socket connection() throws IOException {
		this.connecting.acquireUninterruptibly();
		try {
			Socket connection = new Socket();
			this.connections.add(connection);
			connection.setReceiveBufferSize(4096);
			connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.gateway.getPort()));
			return connection;
		}
		finally {
			this.connecting.release();
		}
	}

	private static void write(Socket connection, String text) throws IOException {
		connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	/** What a client does on its connection. */
	@FunctionalInterface
	private interface Behaviour {

		void on(Socket connection) throws IOException;

	}

}
