package dev.letterbox.embeddedstore.server;

import java.util.List;
import java.util.UUID;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import dev.letterbox.embeddedstore.encoding.BsonCodec;
import dev.letterbox.embeddedstore.encoding.EncodedDocuments;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplyEncoderTests {

	private static final List<Document> DOCUMENTS = List.of(
			new Document("_id", new ObjectId()).append("text", "é\0😀").append("position", 7L), new Document(),
			new Document("long", "x".repeat(5000)).append("null", null).append("array", List.of(1, 2.5, "a")));

	@Test
	void writesEncodedDocumentsAsTheLibraryWritesDecodedOnes() {
		EncodedDocuments encoded = new EncodedDocuments(DOCUMENTS.stream().map(BsonCodec::encode).toList());
		assertThat(write(new ReplyEncoder(), cursor(encoded)))
			.isEqualTo(write(new MongoWireMessageEncoder(), cursor(DOCUMENTS)));
		assertThat(write(new MongoWireMessageEncoder(), cursor(encoded)))
			.isEqualTo(write(new MongoWireMessageEncoder(), cursor(DOCUMENTS)));
	}

	@Test
	void writesAnyReplyAsTheLibraryDoes() {
		Document reply = new Document("ok", 1.0).append("n", 2)
			.append("naïve", null)
			.append("inner", new Document("binary", new BinData(new byte[] { 1, 2 })).append("id", new UUID(1, 2)))
			.append("errors", List.of(new Document("index", 0), new Document()))
			.append("last", true);
		assertThat(write(new ReplyEncoder(), reply)).isEqualTo(write(new MongoWireMessageEncoder(), reply));
	}

	private static Document cursor(List<Document> batch) {
		return new Document("cursor", new Document("firstBatch", batch).append("id", 0L).append("ns", "a.b"))
			.append("ok", 1.0);
	}

	private static String write(ChannelHandler encoder, Document reply) {
		EmbeddedChannel channel = new EmbeddedChannel(encoder);
		channel.writeOutbound(new MongoMessage(channel, new MessageHeader(3, 4), reply));
		ByteBuf written = channel.readOutbound();
		try {
			return ByteBufUtil.hexDump(written);
		}
		finally {
			written.release();
			var _ = channel.close();
		}
	}

}
