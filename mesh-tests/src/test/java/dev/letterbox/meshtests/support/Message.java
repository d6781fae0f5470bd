package dev.letterbox.meshtests.support;

import java.util.Set;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message in an answer of the mesh.
 *
 * @param chat spelled as the request spelled it
 * @param position its place in the chat, from 0
 * @param sender its sender
 * @param text its text
 * @param sendTime Unix time in seconds
 */
public record Message(String chat, long position, String sender, String text, long sendTime) {

	/** Reads a message, strictly: these five fields, of these types, and no other. */
	public static Message of(JsonNode json) {
		assertThat(json.propertyNames()).as("the fields of %s", json)
			.isEqualTo(Set.of("chat", "text", "sender", "send_time", "position"));
		assertThat(json.get("position").isIntegralNumber()).as("position of %s is an integer", json).isTrue();
		assertThat(json.get("send_time").isIntegralNumber()).as("send_time of %s is an integer", json).isTrue();
		return new Message(json.get("chat").stringValue(), json.get("position").longValue(),
				json.get("sender").stringValue(), json.get("text").stringValue(), json.get("send_time").longValue());
	}

}
