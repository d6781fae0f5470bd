package dev.letterbox.apigateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.util.StringUtils;

/**
 * A replica that records raw requests and sends the response that a test defines.
 */
public final class StubReplica implements Closeable {

	public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

	private final ServerSocket server;

	private final List<Seen> seen = new CopyOnWriteArrayList<>();

	private volatile Answer answer = (request, out) -> write(out, OK);

	public StubReplica() {
		try {
			this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	public static void write(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
	}

	public StubReplica answering(String response) {
		return answering((request, out) -> write(out, response));
	}

	public StubReplica answering(Answer answer) {
		this.answer = answer;
		return this;
	}

	/**
	 * Returns the received requests, in order.
	 */
	public List<Seen> seen() {
		return this.seen;
	}

	public ServiceInstance instance() {
		return instance(this.server.getLocalPort());
	}

	public static ServiceInstance instance(int port) {
		return new DefaultServiceInstance("stub-" + port, "message-service", "127.0.0.1", port, false);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				Thread.ofVirtual().start(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = new BufferedInputStream(socket.getInputStream());
			for (Seen request = read(in); request != null; request = read(in)) {
				this.seen.add(request);
				this.answer.to(request, socket.getOutputStream());
			}
		}
		catch (IOException ex) {
			// The test or the gateway closed the connection.
		}
	}

	private static @Nullable Seen read(InputStream in) throws IOException {
		String line = line(in);
		if (line == null) {
			return null;
		}
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
			int colon = header.indexOf(':');
			headers.merge(header.substring(0, colon), header.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
		}
		int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
		return new Seen(line, headers, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
	}

	private static @Nullable String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = in.read(); b >= 0; b = in.read()) {
			if (b == '\n') {
				return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
			}
			line.write(b);
		}
		return null;
	}

	/**
	 * A request that the replica received.
	 */
	public record Seen(String line, Map<String, String> headers, String body) {

		public String target() {
			return StringUtils.delimitedListToStringArray(this.line, " ")[1];
		}

		public String method() {
			return StringUtils.delimitedListToStringArray(this.line, " ")[0].toUpperCase(Locale.ROOT);
		}

	}

	/**
	 * Writes the response to a request; an {@link IOException} closes the connection.
	 */
	public interface Answer {

		void to(Seen request, OutputStream out) throws IOException;

	}

}
