package dev.letterbox.meshtests.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.letterbox.meshtests.support.Reply;
import org.jspecify.annotations.Nullable;

/** A connection that sends any bytes, for requests that an HTTP client can't make. */
final class RawConnection implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 15_000;

	private final Socket socket = new Socket();

	private final InputStream in;

	RawConnection(URI server) throws IOException {
		this.socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
		this.socket.setSoTimeout(PATIENCE_MILLIS);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	/**
	 * The server's answer to these bytes; {@link Reply#NONE} where it closes without an
	 * answer.
	 */
	static Reply exchange(URI server, byte[] request) {
		boolean head = new String(request, 0, Math.min(5, request.length), StandardCharsets.ISO_8859_1).equals("HEAD ");
		try (RawConnection connection = new RawConnection(server)) {
			// On another thread, since the server may answer before it has read
			// everything.
			Thread.ofVirtual().start(() -> connection.tryWrite(request));
			return connection.read(head);
		}
		catch (IOException ex) {
			return Reply.NONE;
		}
	}

	static Reply exchange(URI server, String request) {
		return exchange(server, request.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A request line and headers with CRLF, the closing empty line included; Host is set.
	 */
	static String head(String requestLine, String... headers) {
		StringBuilder head = new StringBuilder(requestLine + "\r\nHost: letterbox.test\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		return head.append("\r\n").toString();
	}

	void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	/** Closes the sending side, as a client that went away does. */
	void finish() throws IOException {
		this.socket.shutdownOutput();
	}

	private void tryWrite(byte[] bytes) {
		try {
			write(bytes);
		}
		catch (IOException ex) {
			// The server has closed the connection; its answer is still read.
		}
	}

	/** Reads one answer; interim answers (1xx) are skipped. */
	Reply read(boolean bodiless) throws IOException {
		String statusLine = line();
		if (statusLine == null) {
			return Reply.NONE;
		}
		int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
		Map<String, List<String>> headers = new HashMap<>();
		for (String line = line(); line != null && !line.isEmpty(); line = line()) {
			String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
			headers.computeIfAbsent(name, (any) -> new ArrayList<>())
				.add(line.substring(line.indexOf(':') + 1).strip());
		}
		if (status >= 100 && status < 200) {
			return read(bodiless);
		}
		return Reply.of(status, headers, (bodiless || status == 204 || status == 304) ? new byte[0] : body(headers));
	}

	private byte[] body(Map<String, List<String>> headers) throws IOException {
		if (headers.containsKey("transfer-encoding")) {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			for (int size = chunkSize(); size > 0; size = chunkSize()) {
				body.write(this.in.readNBytes(size));
				line();
			}
			line();
			return body.toByteArray();
		}
		List<String> length = headers.get("content-length");
		return (length != null) ? this.in.readNBytes(Integer.parseInt(length.getFirst())) : this.in.readAllBytes();
	}

	private int chunkSize() throws IOException {
		String line = line();
		return (line != null) ? Integer.parseInt(line.replaceFirst(";.*", "").strip(), 16) : 0;
	}

	private @Nullable String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int read = this.in.read();
		if (read < 0) {
			return null;
		}
		for (; read >= 0 && read != '\n'; read = this.in.read()) {
			if (read != '\r') {
				line.write(read);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
