package dev.letterbox.messageservice.message.store;

import dev.letterbox.messageservice.message.Message;
import org.bson.Document;

import org.springframework.dao.TypeMismatchDataAccessException;

/**
 * A message as stored in MongoDB: {@code {_id, chat, position, sender, text, send_time}}.
 * Sender and text suffice to distinguish a replay from a reused key.
 */
final class MessageDocument {

	/** The collection of messages. */
	static final String COLLECTION = "messages";

	private MessageDocument() {
	}

	static Document from(Message message) {
		return new Document("_id", message.id()).append("chat", message.chat())
			.append("position", message.position())
			.append("sender", message.sender())
			.append("text", message.text())
			.append("send_time", message.sendTime());
	}

	static Message read(Document document) {
		return new Message(document.get("_id", Object.class), document.getString("chat"), integer(document, "position"),
				document.getString("sender"), document.getString("text"), integer(document, "send_time"));
	}

	/**
	 * A whole number of any BSON type. Letterbox writes int64, but an import of relaxed
	 * JSON makes it int32, and one by mongosh a double; MongoDB compares and sorts all of
	 * them by value.
	 */
	private static long integer(Document document, String field) {
		Object value = document.get(field);
		if (value instanceof Long || value instanceof Integer) {
			return ((Number) value).longValue();
		}
		if (value instanceof Double number && number.longValue() == number) {
			return number.longValue();
		}
		throw new TypeMismatchDataAccessException(
				"The message with _id " + document.get("_id") + " has no whole number in its field " + field);
	}

}
