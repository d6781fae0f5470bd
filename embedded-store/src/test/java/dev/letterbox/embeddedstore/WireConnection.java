package dev.letterbox.embeddedstore;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * A connection to a store on which a test writes bytes of its own.
 */
final class WireConnection implements AutoCloseable {

	private static final int OP_MSG = 2013;

	private static final int HEADER = 16;

	private final Socket socket;

	private final DataInputStream replies;

	WireConnection(String uri) throws IOException {
		URI address = URI.create(uri);
		this.socket = new Socket(address.getHost(), address.getPort());
		this.socket.setSoTimeout(30_000);
		this.replies = new DataInputStream(this.socket.getInputStream());
	}

	/**
	 * Returns a message with one section, the command.
	 */
	static byte[] message(int request, Document command) {
		return message(request, encoded(command));
	}

	static byte[] message(int request, byte[] bson) {
		return frame(HEADER + 5 + bson.length, request, OP_MSG,
				ByteBuffer.allocate(5 + bson.length).putInt(0).put((byte) 0).put(bson).array());
	}

	static byte[] frame(int length, int request, int opcode, byte[] content) {
		return ByteBuffer.allocate(HEADER + content.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(length)
			.putInt(request)
			.putInt(0)
			.putInt(opcode)
			.put(content)
			.array();
	}

	static byte[] encoded(Document document) {
		BasicOutputBuffer buffer = new BasicOutputBuffer();
		new DocumentCodec().encode(new BsonBinaryWriter(buffer), document, EncoderContext.builder().build());
		return buffer.toByteArray();
	}

	void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * Reads a reply.
	 * @throws IOException if the server closed the connection
	 */
	Reply receive() throws IOException {
		int length = Integer.reverseBytes(this.replies.readInt());
		byte[] rest = new byte[length - 4];
		this.replies.readFully(rest);
		ByteBuffer body = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN);
		ByteBuffer bson = body.slice(HEADER + 1, rest.length - HEADER - 1);
		return new Reply(body.getInt(4),
				new DocumentCodec().decode(new BsonBinaryReader(bson), DecoderContext.builder().build()));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Reply(int to, Document document) {
	}

}
