package dev.letterbox.messageservice.message.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.append.MessageAppender;
import dev.letterbox.messageservice.message.page.Page;
import dev.letterbox.messageservice.message.page.PageReader;
import dev.letterbox.messageservice.message.page.PageRequest;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.util.UriUtils;

/**
 * Send and pull.
 */
@RestController
class MessageController implements MessageApi {

	private final MessageRequests requests;

	private final MessageAppender appender;

	private final PageReader pages;

	MessageController(MessageRequests requests, MessageAppender appender, PageReader pages) {
		this.requests = requests;
		this.appender = appender;
		this.pages = pages;
	}

	@Override
	@PostMapping(path = { "/api/send", "/send" }, consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = MediaType.APPLICATION_JSON_VALUE)
	public ResponseEntity<MessageView> send(HttpServletRequest request) throws IOException, InterruptedException {
		SendRequest send = this.requests.send(request);
		Receipt receipt = this.appender.append(send);
		ResponseEntity.BodyBuilder answer = ResponseEntity.ok().cacheControl(CacheControl.noStore());
		if (receipt.replayed()) {
			answer.header("Idempotency-Replayed", "true");
		}
		if (!Preference.isRepresentation(request)) {
			return answer.build();
		}
		return answer.header("Preference-Applied", Preference.REPRESENTATION)
			.body(MessageView.of(receipt.message(), send.chat()));
	}

	@Override
	@GetMapping(path = { "/api/pull", "/pull" }, produces = MediaType.APPLICATION_JSON_VALUE)
	public ResponseEntity<PageView> pull(HttpServletRequest request)
			throws IOException, HttpMediaTypeNotSupportedException {
		PageRequest wanted = this.requests.pull(request);
		Page page = this.pages.read(wanted);
		// A long page is read while it is written, after this method has returned.
		RequestContextHolder.currentRequestAttributes()
			.registerDestructionCallback(Page.class.getName(), page::close, RequestAttributes.SCOPE_REQUEST);
		ResponseEntity.BodyBuilder answer = ResponseEntity.ok().cacheControl(CacheControl.noStore());
		if (page.hasMore()) {
			answer.header(HttpHeaders.LINK, "<" + next(request.getRequestURI(), wanted, page) + ">; rel=\"next\"");
		}
		return answer.body(PageView.of(page, wanted.chat()));
	}

	/**
	 * The link to the next page. Newest first it names a position, so that new messages
	 * do not shift the page.
	 */
	private static String next(String path, PageRequest wanted, Page page) {
		String place = wanted.reverse() ? "reverse=true&before=" + page.last() : "cursor=" + page.nextCursor();
		return path + "?chat=" + UriUtils.encode(wanted.chat().spelled(), StandardCharsets.UTF_8) + "&" + place
				+ "&limit=" + wanted.limit();
	}

}
