package dev.letterbox.messageservice.message.web;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.chats.ChatListRequest;
import dev.letterbox.messageservice.message.page.PageRequest;
import dev.letterbox.messageservice.web.RequestBodies;
import dev.letterbox.messageservice.web.problem.FieldError;
import dev.letterbox.messageservice.web.problem.InvalidRequestException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * Reads sends, pulls and requests for chats out of HTTP requests.
 */
@Component
class MessageRequests {

	/** The method for a request with parameters in its body (RFC 10008). */
	static final String QUERY = "QUERY";

	static final int DEFAULT_LIMIT = 10;

	static final int DEFAULT_CHATS = 100;

	static final int LARGEST_LIMIT = 1000;

	private final RequestBodies bodies;

	private final JsonMapper json = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	MessageRequests(RequestBodies bodies) {
		this.bodies = bodies;
	}

	/**
	 * Reads a send.
	 * @throws InvalidRequestException with all its faults
	 */
	SendRequest send(HttpServletRequest request) throws IOException {
		Fields fields = new Fields(Map.of(), object(this.bodies.read(request)));
		Chat chat = fields.required("chat", Chat::of);
		String sender = fields.required("sender", (name) -> name);
		String text = fields.required("text", SendRequest::text);
		String key = key(request, fields);
		if (chat != null && sender != null) {
			// With any text, so that a wrong sender is named beside a wrong text.
			fields.checked("sender", () -> new SendRequest(chat, sender, "", null));
		}
		fields.refuseFaults();
		return new SendRequest(given(chat), given(sender), given(text), key);
	}

	/**
	 * Reads a pull.
	 * @throws InvalidRequestException with all its faults
	 */
	PageRequest pull(HttpServletRequest request) throws IOException, HttpMediaTypeNotSupportedException {
		Map<String, List<String>> query = QueryString.parse(request.getQueryString());
		Fields fields = new Fields(query, pullBody(request));
		Chat chat = fields.required("chat", Chat::of);
		Long cursor = fields.integer("cursor", 0, Fields.LARGEST_INTEGER);
		Long limit = fields.integer("limit", 0, LARGEST_LIMIT);
		boolean reverse = fields.flag("reverse");
		Long before = fields.integer("before", 0, Fields.LARGEST_INTEGER);
		Long since = fields.integer("since", 0, Fields.LARGEST_INTEGER);
		if (fields.has("before") && !reverse) {
			fields.fault("before", "goes with reverse=true alone");
		}
		if (fields.has("before") && fields.has("cursor")) {
			fields.fault("before", "can't be combined with cursor");
		}
		if (fields.has("since") && reverse) {
			fields.fault("since", "can't be combined with reverse=true");
		}
		fields.refuseFaults();
		int count = (limit == null || limit == 0) ? DEFAULT_LIMIT : Math.toIntExact(limit);
		return new PageRequest(given(chat), cursor, count, reverse, before, since);
	}

	/**
	 * Reads a request for a list of chats.
	 * @throws InvalidRequestException with all its faults
	 */
	ChatListRequest chats(HttpServletRequest request) throws IOException, HttpMediaTypeNotSupportedException {
		Fields fields = new Fields(QueryString.parse(request.getQueryString()), pullBody(request));
		String member = fields.required("member", Chat::soleMember);
		Chat after = fields.optional("after", Chat::of);
		Long limit = fields.integer("limit", 0, LARGEST_LIMIT);
		Long since = fields.integer("since", 0, Fields.LARGEST_INTEGER);
		fields.refuseFaults();
		int count = (limit == null || limit == 0) ? DEFAULT_CHATS : Math.toIntExact(limit);
		return new ChatListRequest(given(member), (after != null) ? after.canonical() : null, count, since);
	}

	private JsonNode pullBody(HttpServletRequest request) throws IOException, HttpMediaTypeNotSupportedException {
		String body = this.bodies.read(request);
		if (body.isEmpty()) {
			return this.json.createObjectNode();
		}
		// The original clients send a GET with a body and without its type. The method
		// that
		// is meant for a body has to name it (RFC 10008, section 2).
		boolean unnamed = request.getContentType() == null && !QUERY.equals(request.getMethod());
		if (!unnamed && !isJson(request.getContentType())) {
			throw new HttpMediaTypeNotSupportedException("not JSON");
		}
		return object(body);
	}

	private static boolean isJson(@Nullable String contentType) {
		try {
			return contentType != null
					&& MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(contentType));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private JsonNode object(String body) {
		try {
			JsonNode node = this.json.readTree(body);
			if (node.isObject()) {
				return node;
			}
			throw refusal("must be a JSON object");
		}
		catch (JacksonException ex) {
			throw refusal((ex.getLocation() == null) ? "must be JSON"
					: "must be JSON; it can't be read from line %d, column %d on"
						.formatted(ex.getLocation().getLineNr(), ex.getLocation().getColumnNr()));
		}
	}

	private static @Nullable String key(HttpServletRequest request, Fields fields) {
		if (request.getHeader("Idempotency-Key") == null) {
			return null;
		}
		List<String> keys = Collections.list(request.getHeaders("Idempotency-Key"));
		if (keys.size() > 1) {
			fields.fault("Idempotency-Key", "must be given once; it came %d times".formatted(keys.size()));
		}
		return (keys.size() != 1) ? null : fields.checked("Idempotency-Key", () -> SendRequest.key(keys.getFirst()));
	}

	private static <T> T given(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("a missing value was not refused");
		}
		return value;
	}

	private static InvalidRequestException refusal(String message) {
		return new InvalidRequestException(List.of(new FieldError("body", message)));
	}

}
