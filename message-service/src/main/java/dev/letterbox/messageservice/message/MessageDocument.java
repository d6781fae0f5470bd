package dev.letterbox.messageservice.message;

import org.bson.Document;

/**
 * A message as MongoDB keeps it: {@code {_id, chat, position, sender, text, send_time}}.
 * Sender and text are all it takes to tell a replay from a key used again for something
 * else.
 */
final class MessageDocument {

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
		return new Message(document.get("_id", Object.class), document.getString("chat"), document.getLong("position"),
				document.getString("sender"), document.getString("text"), document.getLong("send_time"));
	}

}
