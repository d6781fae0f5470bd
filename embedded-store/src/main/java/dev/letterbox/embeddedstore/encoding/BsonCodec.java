package dev.letterbox.embeddedstore.encoding;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Converts documents to BSON, the format in which they are stored, and back.
 */
public final class BsonCodec {

	private BsonCodec() {
	}

	public static Bytes encode(Document document) {
		ByteBuf buffer = Unpooled.buffer(512);
		BsonEncoder.encodeDocument(document, buffer);
		byte[] bson = new byte[buffer.readableBytes()];
		buffer.readBytes(bson);
		return new Bytes(bson);
	}

	public static Document decode(Bytes bson) {
		return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bson.array()));
	}

}
