package dev.letterbox.apigateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection to the gateway on which a test sends exactly the bytes it defines.
 */
public final class RawConnection implements Closeable {

	private final Socket socket;

	private final InputStream in;

	public RawConnection(int port) throws IOException {
		this(port, 0);
	}

	/**
	 * Opens a connection with a receive buffer of about the given size.
	 */
	public RawConnection(int port, int receiveBuffer) throws IOException {
		this.socket = new Socket();
		if (receiveBuffer > 0) {
			this.socket.setReceiveBufferSize(receiveBuffer);
		}
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.socket.setSoTimeout(10_000);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	public RawConnection send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		this.socket.getOutputStream().flush();
		return this;
	}

	/**
	 * Reads one response; a response to {@code HEAD} has no body.
	 */
	public Response receive(boolean toHead) throws IOException {
		Response head = receiveHead();
		byte[] body = (toHead || head.status() < 200) ? new byte[0] : body(head.headers());
		return new Response(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
	}

	/**
	 * Reads the head of a response and leaves the body to {@link #stream()}.
	 */
	public Response receiveHead() throws IOException {
		String statusLine = line();
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String header = line(); !header.isEmpty(); header = line()) {
			int colon = header.indexOf(':');
			headers.merge(header.substring(0, colon), header.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
		}
		int status = Integer.parseInt(StringUtils.delimitedListToStringArray(statusLine, " ")[1]);
		return new Response(status, headers, "");
	}

	public Response receive() throws IOException {
		return receive(false);
	}

	public InputStream stream() {
		return this.in;
	}

	public boolean isClosedByServer() throws IOException {
		return this.in.read() < 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private byte[] body(Map<String, String> headers) throws IOException {
		@Nullable String length = headers.get("Content-Length");
		if (length != null) {
			return this.in.readNBytes(Integer.parseInt(length));
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		if (!headers.containsKey("Transfer-Encoding")) {
			this.in.transferTo(body);
			return body.toByteArray();
		}
		for (int size = chunk(); size > 0; size = chunk()) {
			body.write(this.in.readNBytes(size));
			line();
		}
		line();
		return body.toByteArray();
	}

	private int chunk() throws IOException {
		return Integer.parseInt(line(), 16);
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("The gateway closed the connection after: " + line);
			}
			line.write(b);
		}
		return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
	}

	/**
	 * A response of the gateway.
	 */
	public record Response(int status, Map<String, String> headers, String body) {

		public Response isProblem(int status, String kind) {
			assertThat(this.status).as(this.body).isEqualTo(status);
			assertThat(this.headers).containsEntry("Content-Type", "application/problem+json");
			assertThat(this.body)
				.contains("\"type\":\"urn:letterbox:problem:" + kind + "\"", "\"title\":", "\"status\":" + status,
						"\"detail\":", "\"instance\":", "\"request_id\":\"" + this.headers.get("X-Request-Id") + "\"")
				.doesNotContain("Exception", "springframework", "127.0.0.1", "netty");
			if (status == 503) {
				assertThat(this.headers.get("Retry-After")).matches("[1-9][0-9]*");
			}
			return this;
		}

		public Response isHeadOfProblem(int status) {
			assertThat(this.status).isEqualTo(status);
			assertThat(this.headers).containsEntry("Content-Type", "application/problem+json")
				.containsKey("X-Request-Id");
			return this;
		}

	}

}
