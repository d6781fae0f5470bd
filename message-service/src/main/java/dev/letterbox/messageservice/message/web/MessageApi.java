package dev.letterbox.messageservice.message.web;

import java.io.IOException;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.web.ApiDescription;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * The OpenAPI description of send and pull. Nothing here takes part in a request; the
 * bounds are those that the code checks.
 */
@Tag(name = "Messages", description = "Send to a chat, and pull it page by page.")
interface MessageApi {

	/**
	 * A chat as a regular expression. What a pattern can't express is in the description.
	 */
	String CHAT = "^" + Member.PATTERN + ":" + Member.PATTERN + "$";

	String CHAT_WORDS = "Two members joined by `:`; `a:b` and `b:a` are one chat, and `a:a` holds notes to oneself. "
			+ "A member is an opaque, case-sensitive name of 1 to " + Chat.LONGEST_MEMBER
			+ " UTF-16 units without `:`, white space, control characters and unpaired surrogates.";

	@Operation(operationId = "send", summary = "Send a message", description = """
			Answered 200, the message is stored durably and every later pull sees it. `/send` is the same address.

			**To be sure of exactly once** give an `Idempotency-Key` and, after a 503, a 504 or a broken connection, \
			send the same again with the same key (after `Retry-After` seconds, where it is given).""")
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = """
			Names this send, for example a random UUID: sending again with the same key to the same chat stores \
			nothing and answers what the first send answered. Kept as long as the message is; a refused send uses \
			none up.""", schema = @Schema(type = "string", pattern = "^[!-~]{1," + SendRequest.LONGEST_KEY + "}$"))
	@Parameter(name = "Prefer", in = ParameterIn.HEADER,
			description = "`return=representation` asks for the stored message (RFC 7240); other preferences are ignored.",
			schema = @Schema(type = "string"), example = Preference.REPRESENTATION)
	@RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewMessage.class)))
	@ApiResponse(responseCode = "200",
			description = "The message is stored. The body is empty, or the stored message where that is preferred.",
			headers = {
					@Header(name = "Idempotency-Replayed", schema = @Schema(type = "string"),
							description = "`true` where an earlier send with this key had stored the message."),
					@Header(name = "Preference-Applied", schema = @Schema(type = "string"),
							description = "`" + Preference.REPRESENTATION
									+ "` where the body is the stored message.") },
			content = @Content(schema = @Schema(implementation = MessageView.class)))
	@ApiResponse(responseCode = "400", ref = ApiDescription.INVALID_SEND)
	@ApiResponse(responseCode = "405", ref = ApiDescription.METHOD_NOT_ALLOWED)
	@ApiResponse(responseCode = "406", ref = ApiDescription.NOT_ACCEPTABLE)
	@ApiResponse(responseCode = "413", ref = ApiDescription.TOO_LARGE)
	@ApiResponse(responseCode = "415", ref = ApiDescription.UNSUPPORTED_MEDIA_TYPE)
	@ApiResponse(responseCode = "422", ref = ApiDescription.KEY_REUSED)
	@ApiResponse(responseCode = "503", ref = ApiDescription.UNAVAILABLE)
	@ApiResponse(responseCode = "504", ref = ApiDescription.TIMEOUT)
	void send(HttpServletRequest request, HttpServletResponse response) throws IOException;

	@Operation(operationId = "pull", summary = "Pull a page of a chat",
			description = """
					Oldest first, or newest first with `reverse`. A chat without messages is an empty page. The cost \
					depends neither on how long the chat is nor on where in it the page lies. `/pull` is the same address.

					**To follow a chat** pull with the `next_cursor` of the last page and `Prefer: wait=25`: each message comes \
					once, and an answer without a message is held back until there is one. \
					**To read it backwards** start with `reverse=true` and follow `Link`: new messages never shift its pages.

					The parameters may also come in a JSON body of this GET, by the same names; where both give one, the \
					query counts. Browsers send no such body, and OpenAPI can't describe one. The method QUERY (RFC 10008) is \
					meant for that: `QUERY /api/pull` with an `application/json` body does what GET does. OpenAPI 3.1 has no \
					place for it; `Accept-Query` of every answer names it.""")
	@Parameter(name = "Prefer", in = ParameterIn.HEADER, description = """
			`wait=N` (RFC 7240), whole seconds from 1; more than 30 counts as 30. Oldest first, an answer without a \
			message is held back until there is one, or for N seconds. A message acknowledged through any replica ends \
			the wait within 2 s. Other preferences, malformed ones, and those beside `reverse` are ignored.""",
			schema = @Schema(type = "string"), example = "wait=25")
	@Parameter(name = "chat", in = ParameterIn.QUERY, required = true, description = CHAT_WORDS, example = "ann:bob",
			schema = @Schema(type = "string", pattern = CHAT))
	@Parameter(name = "cursor", in = ParameterIn.QUERY,
			description = "Oldest first: the position of the first message wanted. "
					+ "With `reverse`: how many of the newest messages to skip. 0 if it is not given.",
			schema = @Schema(type = "integer", format = "int64", minimum = "0", maximum = Bounds.LARGEST_INTEGER))
	@Parameter(name = "limit", in = ParameterIn.QUERY, description = "How many messages at most; 0 means the default.",
			schema = @Schema(type = "integer", format = "int32", minimum = "0", maximum = Bounds.LARGEST_LIMIT,
					defaultValue = Bounds.DEFAULT_LIMIT))
	@Parameter(name = "reverse", in = ParameterIn.QUERY, description = "Newest first.",
			schema = @Schema(type = "boolean", defaultValue = "false"))
	@Parameter(name = "before", in = ParameterIn.QUERY,
			description = "With `reverse` and no `cursor`: only messages at positions below this one.",
			schema = @Schema(type = "integer", format = "int64", minimum = "0", maximum = Bounds.LARGEST_INTEGER))
	@Parameter(name = "since", in = ParameterIn.QUERY,
			description = "Without `reverse`: only messages with `send_time` at or after this Unix second. "
					+ "The page starts there or at `cursor`, whichever is later.",
			schema = @Schema(type = "integer", format = "int64", minimum = "0", maximum = Bounds.LARGEST_INTEGER))
	@ApiResponse(responseCode = "200", description = "A page; `messages` is empty where nothing matches.", headers = {
			@Header(name = "Link", schema = @Schema(type = "string"),
					description = "`<…>; rel=\"next\"` whenever `has_more` (RFC 8288): a relative URL that can be "
							+ "followed as it is. Newest first it uses `before`."),
			@Header(name = "Preference-Applied", schema = @Schema(type = "string"),
					description = "`wait=` and the seconds granted, where the server was ready to wait. Without "
							+ "it, pause before the next pull."),
			@Header(name = "Accept-Query", schema = @Schema(type = "string"),
					description = "`application/json`: the media type of the body of a QUERY.") },
			content = @Content(schema = @Schema(implementation = PageView.class)))
	@ApiResponse(responseCode = "400", ref = ApiDescription.INVALID_PULL)
	@ApiResponse(responseCode = "405", ref = ApiDescription.METHOD_NOT_ALLOWED)
	@ApiResponse(responseCode = "406", ref = ApiDescription.NOT_ACCEPTABLE)
	@ApiResponse(responseCode = "413", ref = ApiDescription.TOO_LARGE)
	@ApiResponse(responseCode = "415", ref = ApiDescription.UNSUPPORTED_MEDIA_TYPE)
	@ApiResponse(responseCode = "503", ref = ApiDescription.UNAVAILABLE)
	@ApiResponse(responseCode = "504", ref = ApiDescription.TIMEOUT)
	void pull(HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpMediaTypeNotSupportedException;

	/**
	 * What the body of a send holds. {@link MessageRequests} reads it field by field, to
	 * name every fault at once.
	 */
	@Schema(description = "A message to send. Fields of other names are ignored.")
	record NewMessage(
			@Schema(description = CHAT_WORDS, pattern = CHAT, example = "ann:bob",
					requiredMode = RequiredMode.REQUIRED) String chat,
			@Schema(description = "One of the chat's two members, exactly.", pattern = "^" + Member.PATTERN + "$",
					example = "ann", requiredMode = RequiredMode.REQUIRED) String sender,
			@Schema(description = "Kept as it is: any script, emoji, line breaks; counted in UTF-16 units.",
					minLength = 1, maxLength = SendRequest.LONGEST_TEXT, example = "hi",
					requiredMode = RequiredMode.REQUIRED) String text) {

	}

	/**
	 * A member as a regular expression.
	 */
	interface Member {

		String PATTERN = "[^:\\s\\u0000-\\u001f\\u007f-\\u009f]{1," + Chat.LONGEST_MEMBER + "}";

	}

	/**
	 * Numbers that the code checks, as annotations take them.
	 */
	interface Bounds {

		String LARGEST_INTEGER = "" + Fields.LARGEST_INTEGER;

		String LARGEST_LIMIT = "" + MessageRequests.LARGEST_LIMIT;

		String DEFAULT_LIMIT = "" + MessageRequests.DEFAULT_LIMIT;

	}

}
