package dev.letterbox.messageservice.message;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A wire in front of another one. A test sees the name of each command before it is
 * forwarded, and may change the bytes of each reply.
 */
class WireRelay implements AutoCloseable {

	private static final int HEADER = 16;

	// header, flags, section kind 0, document length, type of the first element
	private static final int COMMAND_NAME = HEADER + 4 + 1 + 4 + 1;

	private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final String target;

	private final Consumer<String> commands;

	private final UnaryOperator<byte[]> replies;

	WireRelay(String target, Consumer<String> commands, UnaryOperator<byte[]> replies) throws IOException {
		this.target = target;
		this.commands = commands;
		this.replies = replies;
		Thread.ofVirtual().start(this::accept);
	}

	/**
	 * A relay that takes the index out of every E11000, as a server does that does not
	 * name it.
	 */
	static WireRelay withoutIndexNames(String target) throws IOException {
		return new WireRelay(target, (command) -> {
		}, WireRelay::withoutIndexName);
	}

	String uri() {
		URI uri = URI.create(this.target);
		return this.target.replace(uri.getAuthority(), "127.0.0.1:" + this.door.getLocalPort());
	}

	@Override
	public void close() throws IOException {
		this.door.close();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.door.accept();
				Thread.ofVirtual().start(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// The door was closed: the test is over.
			Thread.currentThread().interrupt();
		}
	}

	private void serve(Socket client) {
		URI uri = URI.create(this.target);
		try (client; Socket server = new Socket(uri.getHost(), uri.getPort())) {
			Thread.ofVirtual().start(() -> pump(client, server, this::seen));
			pump(server, client, this.replies);
		}
		catch (IOException ex) {
			// The other end is down, which is for the wire behind this one to play.
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Forwards until either end closes, and then closes both.
	 */
	private static void pump(Socket from, Socket to, UnaryOperator<byte[]> change) {
		try (from; to) {
			DataInputStream in = new DataInputStream(from.getInputStream());
			while (true) {
				int length = Integer.reverseBytes(in.readInt());
				byte[] message = new byte[length];
				ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
				in.readFully(message, 4, length - 4);
				to.getOutputStream().write(change.apply(message));
			}
		}
		catch (IOException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private byte[] seen(byte[] request) {
		int end = COMMAND_NAME;
		while (end < request.length && request[end] != 0) {
			end++;
		}
		this.commands.accept(new String(request, COMMAND_NAME, end - COMMAND_NAME, StandardCharsets.US_ASCII));
		return request;
	}

	/**
	 * Overwrites the end of the message with blanks, so that no length changes.
	 */
	private static byte[] withoutIndexName(byte[] reply) {
		String text = new String(reply, StandardCharsets.ISO_8859_1);
		int error = text.indexOf("E11000 ");
		while (error >= 0) {
			int end = text.indexOf('\0', error);
			int index = text.indexOf(" index: ", error);
			for (int i = index; index >= 0 && i < end; i++) {
				reply[i] = ' ';
			}
			error = text.indexOf("E11000 ", end);
		}
		return reply;
	}

}
