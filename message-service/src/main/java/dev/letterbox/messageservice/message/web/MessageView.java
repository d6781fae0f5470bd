package dev.letterbox.messageservice.message.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Message;

/**
 * A message as a client sees it.
 *
 * @param chat spelled as the request spelled it
 * @param sendTime Unix time in whole seconds
 */
record MessageView(String chat, String text, String sender, @JsonProperty("send_time") long sendTime, long position) {

	static MessageView of(Message message, Chat chat) {
		return new MessageView(chat.spelled(), message.text(), message.sender(), message.sendTime(),
				message.position());
	}

}
