package dev.letterbox.messageservice.message.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A page as a client sees it, for the description: {@link JsonBody} writes it.
 *
 * @param hasMore whether a further page has at least one message now
 * @param nextCursor the cursor of the next page
 */
@Schema(name = "Page", description = "A page of a chat.")
record PageView(@Schema(requiredMode = RequiredMode.REQUIRED) List<MessageView> messages,
		@Schema(description = "Whether a further page has at least one message now.", example = "false",
				requiredMode = RequiredMode.REQUIRED) @JsonProperty("has_more") boolean hasMore,
		@Schema(description = """
				The `cursor` of the next page. Oldest first it is the position after the last message, or the \
				request's own where there was none: what to poll with. With `before` it is the number of messages; \
				go on by `Link`.""", example = "1", minimum = "0",
				requiredMode = RequiredMode.REQUIRED) @JsonProperty("next_cursor") long nextCursor) {

}
