package dev.letterbox.embeddedstore.server;

import java.util.Map;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.OpCode;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.EncodedDocuments;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes replies as OP_MSG, as the library's encoder does, but copies documents that are
 * already BSON.
 */
public final class ReplyEncoder extends MessageToByteEncoder<MongoMessage> {

	private static final int INITIAL = 512;

	public ReplyEncoder() {
		super(MongoMessage.class);
	}

	@Override
	protected ByteBuf allocateBuffer(ChannelHandlerContext context, MongoMessage message, boolean preferDirect) {
		int size = INITIAL;
		if (message.getDocument().get("cursor") instanceof Document cursor
				&& cursor.get("firstBatch") instanceof EncodedDocuments documents) {
			for (Bytes bson : documents.bson()) {
				size += bson.length() + 8;
			}
		}
		return context.alloc().ioBuffer(size);
	}

	@Override
	protected void encode(ChannelHandlerContext context, MongoMessage message, ByteBuf buffer) {
		int start = buffer.writerIndex();
		buffer.writeIntLE(0);
		buffer.writeIntLE(message.getHeader().getRequestID());
		buffer.writeIntLE(message.getHeader().getResponseTo());
		buffer.writeIntLE(OpCode.OP_MSG.getId());
		buffer.writeIntLE(message.getFlags());
		buffer.writeByte(MongoMessage.SECTION_KIND_BODY);
		document(message.getDocument(), buffer);
		buffer.setIntLE(start, buffer.writerIndex() - start);
	}

	private static void document(Document document, ByteBuf buffer) {
		int start = buffer.writerIndex();
		buffer.writeIntLE(0);
		for (Map.Entry<String, @Nullable Object> field : document.entrySet()) {
			field(field.getKey(), field.getValue(), buffer);
		}
		end(start, buffer);
	}

	private static void field(String name, @Nullable Object value, ByteBuf buffer) {
		byte type = BsonEncoder.determineType(value);
		name(type, name, buffer);
		switch (value) {
			case Document document -> document(document, buffer);
			case EncodedDocuments documents -> array(documents, buffer);
			case null, default -> BsonEncoder.encodeValue(type, value, buffer);
		}
	}

	private static void array(EncodedDocuments documents, ByteBuf buffer) {
		int start = buffer.writerIndex();
		buffer.writeIntLE(0);
		int index = 0;
		for (Bytes bson : documents.bson()) {
			name(BsonConstants.TYPE_EMBEDDED_DOCUMENT, Integer.toString(index++), buffer);
			buffer.writeBytes(bson.array());
		}
		end(start, buffer);
	}

	private static void name(byte type, String name, ByteBuf buffer) {
		buffer.writeByte(type);
		ByteBufUtil.writeUtf8(buffer, name);
		buffer.writeByte(BsonConstants.STRING_TERMINATION);
	}

	private static void end(int start, ByteBuf buffer) {
		buffer.writeByte(BsonConstants.TERMINATING_BYTE);
		buffer.setIntLE(start, buffer.writerIndex() - start);
	}

}
