package dev.letterbox.messageservice.teststore;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * A message of MongoDB's wire protocol: an OP_MSG, or the OP_QUERY and OP_REPLY with
 * which a connection begins.
 */
final class WireMessage {

	private static final int HEADER = 16;

	private static final int OP_REPLY = 1;

	private static final int OP_MSG = 2013;

	// Behind the header: flags and section kind; or flags, cursor, start and count.
	private static final int BODY_OF_MSG = HEADER + 4 + 1;

	private static final int BODY_OF_REPLY = HEADER + 4 + 8 + 4 + 4;

	private final byte[] bytes;

	WireMessage(byte... bytes) {
		this.bytes = bytes;
	}

	static WireMessage read(DataInputStream in) throws IOException {
		int length = Integer.reverseBytes(in.readInt());
		byte[] message = new byte[length];
		ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
		in.readFully(message, 4, length - 4);
		return new WireMessage(message);
	}

	/**
	 * All of it, header included.
	 */
	byte[] bytes() {
		return this.bytes;
	}

	int id() {
		return buffer().getInt(4);
	}

	int responseTo() {
		return buffer().getInt(8);
	}

	/**
	 * Whether it is an OP_MSG with that command.
	 */
	boolean isCommand(String name) {
		return command().equals(name);
	}

	/**
	 * The name of the command of an OP_MSG, otherwise empty.
	 */
	String command() {
		return (opCode() == OP_MSG) ? document().getFirstKey() : "";
	}

	/**
	 * The command, or the reply to one, without a document sequence that follows it.
	 */
	BsonDocument document() {
		int body = body();
		ByteBuffer document = ByteBuffer.wrap(this.bytes, body, this.bytes.length - body).slice();
		return new BsonDocumentCodec().decode(new BsonBinaryReader(document.order(ByteOrder.LITTLE_ENDIAN)),
				DecoderContext.builder().build());
	}

	/**
	 * The same message with another document, and nothing behind it.
	 */
	WireMessage with(BsonDocument document) {
		BasicOutputBuffer out = new BasicOutputBuffer();
		new BsonDocumentCodec().encode(new BsonBinaryWriter(out), document, EncoderContext.builder().build());
		byte[] encoded = out.toByteArray();
		int body = body();
		ByteBuffer changed = ByteBuffer.allocate(body + encoded.length).order(ByteOrder.LITTLE_ENDIAN);
		changed.put(this.bytes, 0, body).put(encoded).putInt(0, body + encoded.length);
		if (opCode() == OP_MSG) {
			// No checksum, which would not fit any more.
			changed.putInt(HEADER, buffer().getInt(HEADER) & ~1);
		}
		return new WireMessage(changed.array());
	}

	/**
	 * A reply to this OP_MSG.
	 */
	WireMessage answered(BsonDocument reply) {
		WireMessage answer = with(reply);
		answer.buffer().putInt(8, id()).putInt(HEADER, 0);
		return answer;
	}

	/**
	 * The same reply to another request.
	 */
	WireMessage inResponseTo(int request) {
		byte[] copy = this.bytes.clone();
		ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(8, request);
		return new WireMessage(copy);
	}

	/**
	 * The insert with the first documents of its sequence (section kind 1) alone.
	 */
	WireMessage truncated(int documents) throws EOFException {
		ByteBuffer in = buffer();
		int section = HEADER + 4;
		while (this.bytes[section] == 0) {
			section += 1 + in.getInt(section + 1);
			if (section >= this.bytes.length) {
				throw new EOFException("no document sequence");
			}
		}
		int end = section + 1 + 4 + "documents\0".length();
		for (int i = 0; i < documents; i++) {
			end += in.getInt(end);
		}
		ByteBuffer out = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
		out.put(this.bytes, 0, end).putInt(0, end).putInt(section + 1, end - section - 1);
		return new WireMessage(out.array());
	}

	private int body() {
		return (opCode() == OP_REPLY) ? BODY_OF_REPLY : BODY_OF_MSG;
	}

	private int opCode() {
		return buffer().getInt(12);
	}

	private ByteBuffer buffer() {
		return ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

}
