package dev.letterbox.messageservice.message.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.append.MessageAppender;
import dev.letterbox.messageservice.message.page.Page;
import dev.letterbox.messageservice.message.page.PageReader;
import dev.letterbox.messageservice.message.page.PageRequest;
import dev.letterbox.messageservice.message.page.WaitingPulls;
import dev.letterbox.messageservice.message.wait.Wait;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/**
 * Send and pull.
 */
@RestController
class MessageController implements MessageApi {

	private static final String NO_STORE = "no-store";

	private final MessageRequests requests;

	private final MessageAppender appender;

	private final PageReader pages;

	private final WaitingRequests waits;

	private final WaitingPulls waitingPulls;

	MessageController(MessageRequests requests, MessageAppender appender, PageReader pages, WaitingRequests waits,
			WaitingPulls waitingPulls) {
		this.requests = requests;
		this.appender = appender;
		this.pages = pages;
		this.waits = waits;
		this.waitingPulls = waitingPulls;
	}

	@Override
	@PostMapping(path = { "/api/send", "/send" }, consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = MediaType.APPLICATION_JSON_VALUE)
	public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
		SendRequest send = this.requests.send(request);
		Receipt receipt = append(send);
		response.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
		if (receipt.replayed()) {
			response.setHeader("Idempotency-Replayed", "true");
		}
		if (Preference.isRepresentation(request)) {
			response.setHeader("Preference-Applied", Preference.REPRESENTATION);
			JsonBody.write(response, EncodedMessage.of(receipt.message()), send.chat());
		}
		else {
			response.setContentLength(0);
		}
	}

	@Override
	@GetMapping(path = { "/api/pull", "/pull" }, produces = MediaType.APPLICATION_JSON_VALUE)
	public void pull(HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpMediaTypeNotSupportedException {
		PageRequest wanted = this.requests.pull(request);
		try (Page page = read(request, response, wanted)) {
			response.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
			if (page.hasMore()) {
				response.setHeader(HttpHeaders.LINK,
						"<" + next(request.getRequestURI(), wanted, page) + ">; rel=\"next\"");
			}
			JsonBody.write(response, page, wanted.chat());
		}
	}

	/**
	 * Reads the page, after a wait if that is preferred. The wait has ended before the
	 * page is written.
	 */
	private Page read(HttpServletRequest request, HttpServletResponse response, PageRequest wanted) {
		Wait wait = wanted.reverse() ? null : this.waits.begin(request, response, wanted.chat().canonical(),
				wanted.start(), (wanted.since() != null) ? wanted.since() : 0);
		try (wait) {
			return (wait != null) ? this.waitingPulls.read(wanted, wait) : this.pages.read(wanted);
		}
	}

	/**
	 * An interrupted thread can't tell whether the message was stored.
	 */
	private Receipt append(SendRequest send) {
		try {
			return this.appender.append(send);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new OutcomeUnknownException();
		}
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
