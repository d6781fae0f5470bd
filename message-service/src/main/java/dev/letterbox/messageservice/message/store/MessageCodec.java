package dev.letterbox.messageservice.message.store;

import dev.letterbox.messageservice.message.Message;
import org.bson.BsonBinary;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.BsonTypeClassMap;
import org.bson.codecs.BsonTypeCodecMap;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TypeMismatchDataAccessException;

/**
 * Writes and reads a message as {@code {_id, chat, position, sender, text, send_time}}.
 * Sender and text suffice to distinguish a replay from a reused key.
 */
final class MessageCodec implements Codec<Message> {

	/** The collection of messages. */
	static final String COLLECTION = "messages";

	// What an import may use as _id.
	private final BsonTypeCodecMap otherIds;

	MessageCodec(CodecRegistry registry) {
		this.otherIds = new BsonTypeCodecMap(new BsonTypeClassMap(), registry);
	}

	@Override
	public Class<Message> getEncoderClass() {
		return Message.class;
	}

	@Override
	public void encode(BsonWriter writer, Message message, EncoderContext context) {
		writer.writeStartDocument();
		writer.writeName("_id");
		switch (message.id()) {
			case ObjectId id -> writer.writeObjectId(id);
			case Binary digest -> writer.writeBinaryData(new BsonBinary(digest.getType(), digest.getData()));
			default -> throw new IllegalArgumentException("an _id is an ObjectId or a digest");
		}
		writer.writeString("chat", message.chat());
		writer.writeInt64("position", message.position());
		writer.writeString("sender", message.sender());
		writer.writeString("text", message.text());
		writer.writeInt64("send_time", message.sendTime());
		writer.writeEndDocument();
	}

	@Override
	public Message decode(BsonReader reader, DecoderContext context) {
		Fields fields = new Fields();
		reader.readStartDocument();
		while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
			switch (reader.readName()) {
				case "_id" -> fields.id = id(reader, context);
				case "chat" -> fields.chat = text(reader);
				case "position" -> fields.position = wholeNumber(reader);
				case "sender" -> fields.sender = text(reader);
				case "text" -> fields.text = text(reader);
				case "send_time" -> fields.sendTime = wholeNumber(reader);
				default -> reader.skipValue();
			}
		}
		reader.readEndDocument();
		return fields.message();
	}

	private Object id(BsonReader reader, DecoderContext context) {
		return switch (reader.getCurrentBsonType()) {
			case OBJECT_ID -> reader.readObjectId();
			default -> this.otherIds.get(reader.getCurrentBsonType()).decode(reader, context);
		};
	}

	private static @Nullable String text(BsonReader reader) {
		if (reader.getCurrentBsonType() == BsonType.STRING) {
			return reader.readString();
		}
		reader.skipValue();
		return null;
	}

	/**
	 * A whole number of any BSON type, else null. Letterbox writes int64, but an import
	 * of relaxed JSON makes it int32, and one by mongosh a double; MongoDB compares and
	 * sorts all of them by value.
	 */
	private static @Nullable Long wholeNumber(BsonReader reader) {
		return switch (reader.getCurrentBsonType()) {
			case INT64 -> reader.readInt64();
			case INT32 -> (long) reader.readInt32();
			case DOUBLE -> wholeNumber(reader.readDouble());
			default -> {
				reader.skipValue();
				yield null;
			}
		};
	}

	private static @Nullable Long wholeNumber(double number) {
		return ((long) number == number) ? (Long) (long) number : null;
	}

	/**
	 * The fields of a document as far as they have been read.
	 */
	private static final class Fields {

		private @Nullable Object id;

		private @Nullable String chat;

		private @Nullable Long position;

		private @Nullable String sender;

		private @Nullable String text;

		private @Nullable Long sendTime;

		Message message() {
			return new Message(present(this.id, "_id", "value"), present(this.chat, "chat", "text"),
					present(this.position, "position", "whole number"), present(this.sender, "sender", "text"),
					present(this.text, "text", "text"), present(this.sendTime, "send_time", "whole number"));
		}

		private <T> T present(@Nullable T value, String field, String kind) {
			if (value == null) {
				throw new TypeMismatchDataAccessException(
						"The message with _id " + this.id + " has no " + kind + " in its field " + field);
			}
			return value;
		}

	}

}
