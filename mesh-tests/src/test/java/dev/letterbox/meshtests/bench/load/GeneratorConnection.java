package dev.letterbox.meshtests.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection of a {@link LoadGenerator} with at most one request in flight.
 */
final class GeneratorConnection implements AutoCloseable {

	private static final int BUFFER = 16 * 1024;

	private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);

	private final ResponseParser parser = new ResponseParser();

	private final SocketChannel channel;

	private boolean waiting;

	private long due;

	GeneratorConnection(URI server, Selector selector) throws IOException {
		this.channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
		this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.channel.configureBlocking(false);
		this.channel.register(selector, SelectionKey.OP_READ, this);
	}

	/** Sends a request that was due at this time, of {@link System#nanoTime()}. */
	void send(byte[] request, long due) throws IOException {
		this.due = due;
		this.waiting = true;
		ByteBuffer output = ByteBuffer.wrap(request);
		while (output.hasRemaining()) {
			// A request is far smaller than the socket's buffer.
			this.channel.write(output);
		}
	}

	/** Reads what has arrived; whether the response is complete. */
	boolean receive() throws IOException {
		this.input.clear();
		int count = this.channel.read(this.input);
		if (count < 0) {
			throw new EOFException("The server closed the connection");
		}
		boolean complete = this.parser.complete(this.input.flip());
		this.waiting &= !complete;
		return complete;
	}

	int status() {
		return this.parser.status();
	}

	boolean serverCloses() {
		return this.parser.closes();
	}

	/** Whether a request is in flight. */
	boolean waiting() {
		return this.waiting;
	}

	/** When the request was due. */
	long due() {
		return this.due;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
