package dev.letterbox.meshtests.bench.waiting;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import dev.letterbox.meshtests.bench.load.ResponseParser;
import org.jspecify.annotations.Nullable;

/**
 * One receiver on a connection of its own. Not thread-safe.
 */
final class Receiver {

	private static final String CURSOR = "\"next_cursor\":";

	private final int number;

	private final URI server;

	private final String chat;

	private final String preference;

	private final StringBuilder text = new StringBuilder();

	private ResponseParser parser = new ResponseParser();

	private @Nullable SocketChannel channel;

	private long due;

	/**
	 * Creates a receiver that is not connected.
	 * @param preference a header, with its line end, or empty
	 * @param due when its first request is due, of {@link System#nanoTime()}
	 */
	Receiver(int number, URI server, String chat, String preference, long due) {
		this.number = number;
		this.server = server;
		this.chat = chat;
		this.preference = preference;
		this.due = due;
	}

	int number() {
		return this.number;
	}

	long due() {
		return this.due;
	}

	void due(long due) {
		this.due = due;
	}

	/** Asks for what follows a cursor. */
	void ask(long cursor, Selector selector) throws IOException {
		SocketChannel open = this.channel;
		if (open == null) {
			open = SocketChannel.open(new InetSocketAddress(this.server.getHost(), this.server.getPort()));
			open.setOption(StandardSocketOptions.TCP_NODELAY, true);
			open.configureBlocking(false);
			open.register(selector, SelectionKey.OP_READ, this);
			this.channel = open;
			this.parser = new ResponseParser();
		}
		this.text.setLength(0);
		ByteBuffer request = StandardCharsets.US_ASCII
			.encode("GET /api/pull?chat=%s&cursor=%d HTTP/1.1\r\nHost: bench\r\n%s\r\n".formatted(this.chat, cursor,
					this.preference));
		while (request.hasRemaining()) {
			// A request is far smaller than the socket's buffer.
			open.write(request);
		}
	}

	/** Reads what has arrived; whether the response is complete. */
	boolean receive(ByteBuffer input) throws IOException {
		SocketChannel open = this.channel;
		if (open == null) {
			return false;
		}
		if (open.read(input.clear()) < 0) {
			throw new EOFException("The server closed the connection");
		}
		this.text.append(StandardCharsets.ISO_8859_1.decode(input.flip().duplicate()));
		return this.parser.complete(input);
	}

	/** The status of the last response. */
	int status() {
		return this.parser.status();
	}

	boolean isSuccess() {
		return status() == 200;
	}

	/** Whether the server was ready to wait. */
	boolean hasWaited() {
		return this.text.indexOf("Preference-Applied: wait=") >= 0
				|| this.text.indexOf("preference-applied: wait=") >= 0;
	}

	/** The cursor of the page that follows, or a default if there is none. */
	long nextCursor(long otherwise) {
		int start = this.text.lastIndexOf(CURSOR);
		if (start < 0) {
			return otherwise;
		}
		int end = this.text.indexOf("}", start);
		return Long.parseLong(this.text, start + CURSOR.length(), end, 10);
	}

	/** Whether the server closes the connection after the response. */
	boolean serverCloses() {
		return this.parser.closes();
	}

	void disconnect() throws IOException {
		if (this.channel != null) {
			this.channel.close();
			this.channel = null;
		}
	}

}
