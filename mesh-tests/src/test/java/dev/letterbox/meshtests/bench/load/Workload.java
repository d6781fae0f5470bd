package dev.letterbox.meshtests.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The chats that are loaded, and the requests to them: the same that {@code bench.lua}
 * makes.
 *
 * @param prefix of the chats' names
 * @param chats their number
 * @param messages that each of them has when it is first pulled, at least 10
 * @param byBody whether a pull has its parameters in a JSON body; else in the query
 * string
 */
public record Workload(String prefix, int chats, int messages, boolean byBody) {

	private static final String WORDS = "A message of a usual length, as people write them. ".repeat(2);

	public Workload {
		if (chats < 1 || messages < 10) {
			throw new IllegalArgumentException(chats + " chats of " + messages + " messages");
		}
	}

	/** The arguments of {@code bench.lua}. */
	public String[] arguments(RequestKind kind) {
		return new String[] { kind.word(), this.prefix, String.valueOf(this.chats), String.valueOf(this.messages),
				this.byBody ? "body" : "query" };
	}

	/** Sends that fill every chat with its messages. */
	public RequestSource filling() {
		return (number) -> send(chat((int) (number % this.chats)), "fill-" + number);
	}

	/** How many sends fill every chat. */
	public long size() {
		return (long) this.chats * this.messages;
	}

	/** Requests of a kind. */
	public RequestSource requests(RequestKind kind) {
		long run = System.nanoTime();
		return (number) -> request(kind, run + "-" + number);
	}

	private byte[] request(RequestKind kind, String tail) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		String chat = chat(random.nextInt(this.chats));
		return switch (kind) {
			case SEND -> send(chat, tail);
			case HOT -> send(this.prefix + "-hot:peer", tail);
			case PULL -> page(chat);
			case NEWEST -> pull(chat, "reverse=true&limit=10", "\"reverse\":true,\"limit\":10");
			case MIXED -> random.nextBoolean() ? send(chat, tail) : page(chat);
		};
	}

	private String chat(int number) {
		return this.prefix + "-" + (number + 1) + ":peer";
	}

	/** Each text differs: a server may store equal ones once. */
	private static byte[] send(String chat, String tail) {
		return http("POST /api/send",
				"{\"chat\":\"%s\",\"sender\":\"peer\",\"text\":\"%s%s\"}".formatted(chat, WORDS, tail));
	}

	private byte[] page(String chat) {
		int cursor = ThreadLocalRandom.current().nextInt(this.messages - 9);
		return pull(chat, "cursor=" + cursor + "&limit=10", "\"cursor\":" + cursor + ",\"limit\":10");
	}

	private byte[] pull(String chat, String query, String fields) {
		return this.byBody ? http("GET /api/pull", "{\"chat\":\"" + chat + "\"," + fields + "}")
				: ("GET /api/pull?chat=" + chat + "&" + query + " HTTP/1.1\r\nHost: bench\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] http(String start, String body) {
		return (start + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
				+ "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

}
