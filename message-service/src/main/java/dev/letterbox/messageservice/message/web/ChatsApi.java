package dev.letterbox.messageservice.message.web;

import java.io.IOException;

import dev.letterbox.messageservice.web.ApiDescription;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * The OpenAPI description of the list of chats, as {@link MessageApi} is for messages.
 */
@Tag(name = "Messages")
interface ChatsApi {

	@Operation(operationId = "chats", summary = "List a member's chats", description = """
			Every chat of the member in which a message has been sent, in the order of their canonical names' code \
			points, each with where it ends: a client that keeps a cursor for each chat sees which have news for it. \
			A chat is listed from the moment its first send is answered, and never disappears. `/chats` is the same \
			address.

			**To read the whole list** follow `Link`: new chats never shift its pages. The cost depends on the number \
			of chats, never on that of messages; with `since` it is that of all the member's chats that the page \
			looks through.

			**To learn of news** give as `since` the time of the last look and `Prefer: wait=25`: an empty answer is \
			held back until a message is sent to any of the chats.

			The parameters may also come in a JSON body of this GET, or of a QUERY, as with pull.""")
	@Parameter(name = "Prefer", in = ParameterIn.HEADER,
			description = """
					`wait=N` (RFC 7240), as with pull: with `since`, an empty answer is held back until a chat has news, or for N \
					seconds. Other preferences, malformed ones, and those without `since` are ignored.""",
			schema = @Schema(type = "string"), example = "wait=25")
	@Parameter(name = "member", in = ParameterIn.QUERY, required = true,
			description = "Whose chats: 1 to 64 UTF-16 units without `:`, white space, control characters and unpaired "
					+ "surrogates.",
			example = "ann", schema = @Schema(type = "string", pattern = "^" + MessageApi.Member.PATTERN + "$"))
	@Parameter(name = "limit", in = ParameterIn.QUERY, description = "How many chats at most; 0 means the default.",
			schema = @Schema(type = "integer", format = "int32", minimum = "0",
					maximum = MessageApi.Bounds.LARGEST_LIMIT, defaultValue = DEFAULT_LIMIT))
	@Parameter(name = "after", in = ParameterIn.QUERY,
			description = "A chat: only chats whose canonical name sorts behind it.",
			schema = @Schema(type = "string", pattern = MessageApi.CHAT))
	@Parameter(name = "since", in = ParameterIn.QUERY,
			description = "Only chats whose last message has `send_time` at or after this Unix second.",
			schema = @Schema(type = "integer", format = "int64", minimum = "0",
					maximum = MessageApi.Bounds.LARGEST_INTEGER))
	@ApiResponse(responseCode = "200", description = "A page; `chats` is empty where nothing matches.",
			headers = {
					@Header(name = "Link", schema = @Schema(type = "string"),
							description = "`<…>; rel=\"next\"` whenever `has_more` (RFC 8288): a relative URL that can "
									+ "be followed as it is."),
					@Header(name = "Preference-Applied", schema = @Schema(type = "string"),
							description = "`wait=` and the seconds granted, where the server was ready to wait. "
									+ "Without it, pause before the next request."),
					@Header(name = "Accept-Query", schema = @Schema(type = "string"),
							description = "`application/json`: the media type of the body of a QUERY.") },
			content = @Content(schema = @Schema(implementation = ChatListView.class)))
	@ApiResponse(responseCode = "400", ref = ApiDescription.INVALID_CHATS)
	@ApiResponse(responseCode = "405", ref = ApiDescription.METHOD_NOT_ALLOWED)
	@ApiResponse(responseCode = "406", ref = ApiDescription.NOT_ACCEPTABLE)
	@ApiResponse(responseCode = "413", ref = ApiDescription.TOO_LARGE)
	@ApiResponse(responseCode = "415", ref = ApiDescription.UNSUPPORTED_MEDIA_TYPE)
	@ApiResponse(responseCode = "503", ref = ApiDescription.UNAVAILABLE)
	@ApiResponse(responseCode = "504", ref = ApiDescription.TIMEOUT)
	void chats(HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpMediaTypeNotSupportedException;

	/** What the code takes where no limit is given. */
	String DEFAULT_LIMIT = "" + MessageRequests.DEFAULT_CHATS;

}
