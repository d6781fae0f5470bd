package dev.letterbox.messageservice.message.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.letterbox.messageservice.message.chats.ChatList;
import dev.letterbox.messageservice.message.chats.ChatListRequest;
import dev.letterbox.messageservice.message.chats.ChatReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/**
 * Lists of chats.
 */
@RestController
class ChatsController implements ChatsApi {

	private final MessageRequests requests;

	private final ChatReader chats;

	ChatsController(MessageRequests requests, ChatReader chats) {
		this.requests = requests;
		this.chats = chats;
	}

	@Override
	@GetMapping(path = { "/api/chats", "/chats" }, produces = MediaType.APPLICATION_JSON_VALUE)
	public void chats(HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpMediaTypeNotSupportedException {
		ChatListRequest wanted = this.requests.chats(request);
		ChatList list = this.chats.read(wanted);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (list.hasMore()) {
			response.setHeader(HttpHeaders.LINK,
					"<" + next(request.getRequestURI(), wanted, list.chats().getLast().chat()) + ">; rel=\"next\"");
		}
		JsonBody.write(response, list);
	}

	private static String next(String path, ChatListRequest wanted, String last) {
		return path + "?member=" + encoded(wanted.member()) + "&after=" + encoded(last)
				+ ((wanted.since() != null) ? "&since=" + wanted.since() : "") + "&limit=" + wanted.limit();
	}

	private static String encoded(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

}
