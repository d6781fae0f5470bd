package dev.letterbox.launcher.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The three commands of MongoDB's wire protocol (OP_MSG) that the launcher needs: whether
 * the server answers, whether it is the primary, and initiating a replica set of one
 * node. The driver would add 3 MB of jars and their start time to every {@code ./run}.
 */
public final class MongoWire {

	private static final int BOUND_MILLIS = 1000;

	private static final int OP_MSG = 2013;

	private static final int HEADER = 16;

	private static final int LARGEST_REPLY = 1 << 20;

	private static final int LARGEST_COMMAND = 1024;

	private static final byte STRING = 0x02;

	private static final byte DOCUMENT = 0x03;

	private static final byte ARRAY = 0x04;

	private static final byte INT32 = 0x10;

	private final InetSocketAddress server;

	public MongoWire(String address, int port) {
		this.server = new InetSocketAddress(address, port);
	}

	/** Whether the server answers, with any reply. */
	public boolean answers() {
		try {
			return ask(hello()).length > 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Whether the server answers and takes writes. */
	boolean isPrimary() {
		try {
			return new String(ask(hello()), StandardCharsets.ISO_8859_1).contains("\bisWritablePrimary\0\1");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Makes a fresh server a replica set of its own; one that is already stays as it is.
	 */
	void initiateReplicaSet(String name) throws IOException {
		String host = this.server.getHostString() + ":" + this.server.getPort();
		byte[] members = document("0", new Nested(DOCUMENT, document("_id", 0, "host", host)));
		byte[] config = document("_id", name, "members", new Nested(ARRAY, members));
		ask(document("replSetInitiate", new Nested(DOCUMENT, config), "$db", "admin"));
	}

	private static byte[] hello() {
		return document("hello", 1, "$db", "admin");
	}

	private byte[] ask(byte[] command) throws IOException {
		ByteBuffer message = ByteBuffer.allocate(HEADER + 5 + command.length).order(ByteOrder.LITTLE_ENDIAN);
		message.putInt(message.capacity()).putInt(1).putInt(0).putInt(OP_MSG).putInt(0).put((byte) 0).put(command);
		try (Socket socket = new Socket()) {
			socket.connect(this.server, BOUND_MILLIS);
			socket.setSoTimeout(BOUND_MILLIS);
			socket.getOutputStream().write(message.array());
			DataInputStream in = new DataInputStream(socket.getInputStream());
			int length = Integer.reverseBytes(in.readInt());
			if (length < HEADER || length > LARGEST_REPLY) {
				throw new IOException("Not a reply of MongoDB: " + length + " bytes");
			}
			byte[] reply = new byte[length - Integer.BYTES];
			in.readFully(reply);
			return reply;
		}
	}

	/** BSON of names and values by turns, the command's own name first. */
	private static byte[] document(Object... pairs) {
		ByteBuffer out = ByteBuffer.allocate(LARGEST_COMMAND).order(ByteOrder.LITTLE_ENDIAN).putInt(0);
		for (int i = 0; i < pairs.length; i += 2) {
			byte[] name = zeroTerminated(pairs[i]);
			switch (pairs[i + 1]) {
				case Integer number -> out.put(INT32).put(name).putInt(number);
				case Nested nested -> out.put(nested.type()).put(name).put(nested.bytes());
				case Object text -> {
					byte[] bytes = zeroTerminated(text);
					out.put(STRING).put(name).putInt(bytes.length).put(bytes);
				}
			}
		}
		out.put((byte) 0).putInt(0, out.position());
		return Arrays.copyOf(out.array(), out.position());
	}

	private static byte[] zeroTerminated(Object text) {
		return (text + "\0").getBytes(StandardCharsets.UTF_8);
	}

	@SuppressWarnings("ArrayRecordComponent")
	private record Nested(byte type, byte[] bytes) {
	}

}
