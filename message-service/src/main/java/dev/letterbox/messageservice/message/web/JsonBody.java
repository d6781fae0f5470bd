package dev.letterbox.messageservice.message.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.ChatEnd;
import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.chats.ChatList;
import dev.letterbox.messageservice.message.page.Page;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.core.io.JsonStringEncoder;

import org.springframework.http.MediaType;

/**
 * Writes {@link MessageView}, {@link PageView} and {@link ChatListView} as JSON. Messages
 * are encoded already, so a body is put together from bytes.
 */
final class JsonBody {

	private static final byte[] MESSAGES = utf8("{\"messages\":[");

	private JsonBody() {
	}

	/**
	 * Writes one message.
	 */
	static void write(HttpServletResponse response, EncodedMessage message, Chat chat) throws IOException {
		byte[] begin = begin(chat);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(begin.length + message.json().length);
		OutputStream out = response.getOutputStream();
		out.write(begin);
		out.write(message.json());
	}

	/**
	 * Writes a page; a long one without its length, since it is read meanwhile.
	 */
	static void write(HttpServletResponse response, Page page, Chat chat) throws IOException {
		byte[] begin = begin(chat);
		byte[] end = utf8("],\"has_more\":" + page.hasMore() + ",\"next_cursor\":" + page.nextCursor() + "}");
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		if (page.messages() instanceof List<EncodedMessage> messages) {
			response.setContentLengthLong(length(messages, begin.length) + MESSAGES.length + end.length);
		}
		OutputStream out = response.getOutputStream();
		out.write(MESSAGES);
		boolean first = true;
		for (EncodedMessage message : page.messages()) {
			if (!first) {
				out.write(',');
			}
			first = false;
			out.write(begin);
			out.write(message.json());
		}
		out.write(end);
	}

	/**
	 * Writes a page of chats.
	 */
	static void write(HttpServletResponse response, ChatList list) throws IOException {
		StringBuilder json = new StringBuilder(64 + 96 * list.chats().size()).append("{\"chats\":[");
		String separator = "";
		for (ChatEnd chat : list.chats()) {
			json.append(separator).append("{\"chat\":\"");
			separator = ",";
			JsonStringEncoder.getInstance().quoteAsString(chat.chat(), json);
			json.append("\",\"send_time\":")
				.append(chat.sendTime())
				.append(",\"next_cursor\":")
				.append(chat.nextCursor())
				.append('}');
		}
		byte[] body = utf8(json.append("],\"has_more\":").append(list.hasMore()).append('}').toString());
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static long length(List<EncodedMessage> messages, int begin) {
		long length = Math.max(0, messages.size() - 1);
		for (EncodedMessage message : messages) {
			length += begin + message.json().length;
		}
		return length;
	}

	private static byte[] begin(Chat chat) {
		StringBuilder json = new StringBuilder(64).append("{\"chat\":\"");
		JsonStringEncoder.getInstance().quoteAsString(chat.spelled(), json);
		return utf8(json.append("\",").toString());
	}

	private static byte[] utf8(String json) {
		return json.getBytes(StandardCharsets.UTF_8);
	}

}
