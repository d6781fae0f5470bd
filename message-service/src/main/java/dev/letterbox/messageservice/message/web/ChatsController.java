package dev.letterbox.messageservice.message.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.letterbox.messageservice.message.chats.ChatList;
import dev.letterbox.messageservice.message.chats.ChatListRequest;
import dev.letterbox.messageservice.message.chats.ChatReader;
import dev.letterbox.messageservice.message.wait.Wait;
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

	private final WaitingRequests waits;

	ChatsController(MessageRequests requests, ChatReader chats, WaitingRequests waits) {
		this.requests = requests;
		this.chats = chats;
		this.waits = waits;
	}

	@Override
	@GetMapping(path = { "/api/chats", "/chats" }, produces = MediaType.APPLICATION_JSON_VALUE)
	public void chats(HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpMediaTypeNotSupportedException {
		ChatListRequest wanted = this.requests.chats(request);
		ChatList list = read(request, response, wanted);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (list.hasMore()) {
			response.setHeader(HttpHeaders.LINK,
					"<" + next(request.getRequestURI(), wanted, list.chats().getLast().chat()) + ">; rel=\"next\"");
		}
		JsonBody.write(response, list);
	}

	/**
	 * Reads the page, after a wait if that is preferred and a time is given: without one
	 * there is nothing that a member with chats could wait for.
	 */
	private ChatList read(HttpServletRequest request, HttpServletResponse response, ChatListRequest wanted) {
		Wait wait = (wanted.since() != null) ? this.waits.begin(request, response, wanted.member(), 0, wanted.since())
				: null;
		try (wait) {
			return (wait != null) ? wait.hold(() -> this.chats.read(wanted), ChatList::isEmpty)
					: this.chats.read(wanted);
		}
	}

	private static String next(String path, ChatListRequest wanted, String last) {
		return path + "?member=" + encoded(wanted.member()) + "&after=" + encoded(last)
				+ ((wanted.since() != null) ? "&since=" + wanted.since() : "") + "&limit=" + wanted.limit();
	}

	private static String encoded(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

}
