package dev.letterbox.messageservice.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * A stored message as it is written into responses. Messages never change, so it is
 * encoded once. The chat is left out, since each request spells it in its own way.
 */
public final class EncodedMessage {

	/** About how many bytes the object and its array take besides the JSON. */
	private static final int OVERHEAD = 64;

	private final long position;

	private final long sendTime;

	private final byte[] json;

	private EncodedMessage(long position, long sendTime, byte[] json) {
		this.position = position;
		this.sendTime = sendTime;
		this.json = json;
	}

	/**
	 * Encodes a message.
	 */
	public static EncodedMessage of(Message message) {
		JsonStringEncoder encoder = JsonStringEncoder.getInstance();
		StringBuilder json = new StringBuilder(message.text().length() + 96).append("\"text\":\"");
		encoder.quoteAsString(message.text(), json);
		json.append("\",\"sender\":\"");
		encoder.quoteAsString(message.sender(), json);
		json.append("\",\"send_time\":")
			.append(message.sendTime())
			.append(",\"position\":")
			.append(message.position())
			.append('}');
		return new EncodedMessage(message.position(), message.sendTime(),
				json.toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Its place in its chat.
	 */
	public long position() {
		return this.position;
	}

	/**
	 * Unix time in whole seconds.
	 */
	public long sendTime() {
		return this.sendTime;
	}

	/**
	 * The JSON object in UTF-8, from behind its field {@code chat} to its end. The array
	 * must not be changed.
	 */
	public byte[] json() {
		return this.json;
	}

	/**
	 * About how many bytes of memory it takes.
	 */
	public int weight() {
		return OVERHEAD + this.json.length;
	}

	/**
	 * About how many bytes of memory messages take together.
	 */
	public static long weight(List<EncodedMessage> messages) {
		long weight = 0;
		for (EncodedMessage message : messages) {
			weight += message.weight();
		}
		return weight;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof EncodedMessage message && message.position == this.position
				&& Arrays.equals(message.json, this.json);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.json);
	}

	@Override
	public String toString() {
		return new String(this.json, StandardCharsets.UTF_8);
	}

}
