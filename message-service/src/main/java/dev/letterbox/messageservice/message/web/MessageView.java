package dev.letterbox.messageservice.message.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A message as a client sees it, for the description: {@link JsonBody} writes it.
 *
 * @param chat spelled as the request spelled it
 * @param sendTime Unix time in whole seconds
 */
@Schema(name = "Message", description = "A message as it is stored.")
record MessageView(
		@Schema(description = "Spelled as the request spelled it.", example = "ann:bob",
				requiredMode = RequiredMode.REQUIRED) String chat,
		@Schema(example = "hi", requiredMode = RequiredMode.REQUIRED) String text,
		@Schema(example = "ann", requiredMode = RequiredMode.REQUIRED) String sender,
		@Schema(description = "Unix time in whole seconds, given by the server; never decreases with `position`.",
				example = "1686672457", minimum = "0",
				requiredMode = RequiredMode.REQUIRED) @JsonProperty("send_time") long sendTime,
		@Schema(description = "Its place in its chat: 0, 1, 2, … with no gap and no repeat.", example = "0",
				minimum = "0", requiredMode = RequiredMode.REQUIRED) long position) {

}
