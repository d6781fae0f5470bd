package dev.letterbox.apigateway.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A replica that follows a script on each connection.
 */
final class ScriptedReplica implements Closeable {

	/** Where the system chooses the size, a request of 32 MB may fit into it. */
	private static final int RECEIVE_BUFFER = 128 * 1024;

	private final ServerSocket server;

	private final Script script;

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	ScriptedReplica(Script script) {
		this.script = script;
		try {
			this.server = new ServerSocket();
			this.server.setReceiveBufferSize(RECEIVE_BUFFER);
			this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	ReplicaAddress address() {
		return new ReplicaAddress("127.0.0.1", this.server.getLocalPort());
	}

	/** Returns how many connections were accepted. */
	int accepted() {
		return this.accepted.get();
	}

	/** Returns how many connections the script has not left. */
	int open() {
		return this.open.get();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				socket.setTcpNoDelay(true);
				this.accepted.incrementAndGet();
				this.open.incrementAndGet();
				Thread.ofVirtual().start(() -> run(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void run(Socket socket) {
		try (socket) {
			this.script.run(new Connection(socket, new BufferedInputStream(socket.getInputStream())));
		}
		catch (IOException ex) {
			// The client closed the connection.
		}
		finally {
			this.open.decrementAndGet();
		}
	}

	/** What a replica does on one connection; leaving it closes the connection. */
	interface Script {

		void run(Connection connection) throws IOException;

	}

	/** A connection to the client. */
	record Connection(Socket socket, InputStream in) {

		/**
		 * Reads the head and the body of a request.
		 * @return whether there was one
		 */
		boolean request() throws IOException {
			String head = head();
			int length = head.indexOf("content-length:");
			if (length >= 0) {
				String value = head.substring(length + "content-length:".length(), head.indexOf('\r', length));
				this.in.skipNBytes(Integer.parseInt(value.strip()));
			}
			return !head.isEmpty();
		}

		/**
		 * Reads the head of a request and returns it in lower case.
		 */
		String head() throws IOException {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				int next = this.in.read();
				if (next < 0) {
					return "";
				}
				head.append(Character.toLowerCase((char) next));
			}
			return head.toString();
		}

		void send(String bytes) throws IOException {
			OutputStream out = this.socket.getOutputStream();
			out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
		}

		/**
		 * Waits until the client closes the connection.
		 */
		void awaitEnd() throws IOException {
			this.in.transferTo(OutputStream.nullOutputStream());
		}

	}

}
