package dev.letterbox.meshtests.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/** A client of the contract, at the gateway or at a replica. */
public final class Client {

	/**
	 * Longer than every deadline of the mesh, so that a late answer is recognized.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final URI base;

	private final @Nullable Client other;

	public Client(URI base) {
		this(base, null);
	}

	private Client(URI base, @Nullable Client other) {
		this.base = base;
		this.other = other;
	}

	/**
	 * A client that asks another gateway, once, where a connection to its own ends
	 * without an answer.
	 */
	public Client orElse(Client other) {
		return new Client(this.base, other);
	}

	public URI base() {
		return this.base;
	}

	/**
	 * An unused chat of two members with these names and a random suffix.
	 */
	public static String freshChat(String one, String other) {
		String tail = Long.toHexString(ThreadLocalRandom.current().nextLong());
		return one + "-" + tail + ":" + other + "-" + tail;
	}

	public static String freshChat() {
		return freshChat("alice", "bob");
	}

	public static String firstOf(String chat) {
		return chat.substring(0, chat.indexOf(':'));
	}

	public static String secondOf(String chat) {
		return chat.substring(chat.indexOf(':') + 1);
	}

	public static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

	/** {@code headers} alternate names and values. */
	public Reply send(String chat, String sender, String text, String... headers) {
		return post("/api/send", Json.object("chat", chat, "sender", sender, "text", text), headers);
	}

	/** Sends as the chat's first member and returns the stored message. */
	public Message stored(String chat, String text, String... headers) {
		String[] all = new String[headers.length + 2];
		System.arraycopy(headers, 0, all, 2, headers.length);
		all[0] = "Prefer";
		all[1] = "return=representation";
		Reply reply = send(chat, firstOf(chat), text, all);
		if (reply.status() != 200) {
			throw new AssertionError("A send was answered " + reply);
		}
		return Message.of(reply.json());
	}

	public Reply post(String path, String body, String... headers) {
		return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	public Reply post(String path, byte[] body, String... headers) {
		return exchange("POST", path, body, with("application/json", headers));
	}

	public Reply get(String pathAndQuery, String... headers) {
		return exchange("GET", pathAndQuery, (byte[]) null, headers);
	}

	/**
	 * A pull whose parameters are the query string; {@code parameters} alternate names
	 * and values.
	 */
	public Reply pull(String chat, Object... parameters) {
		return get("/api/pull?" + query(chat, parameters));
	}

	/** A pull whose parameters are a JSON body, with its length or chunked. */
	public Reply pullByBody(String json, boolean chunked, String... headers) {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		BodyPublisher publisher = chunked ? BodyPublishers.ofByteArrays(List.of(body))
				: BodyPublishers.ofByteArray(body);
		return exchange("GET", "/api/pull", publisher, with("application/json", headers));
	}

	public Page page(String chat, Object... parameters) {
		return Page.of(pull(chat, parameters));
	}

	/**
	 * The page that a link at the address {@code from} leads to.
	 */
	public Page follow(String link, String from) {
		return Page.of(get(resolve(link, from)));
	}

	/** The path and query that a link at the address {@code from} leads to. */
	public String resolve(String link, String from) {
		URI target = this.base.resolve(from).resolve(link);
		return target.getRawPath() + "?" + target.getRawQuery();
	}

	/** The whole chat, oldest first, by its links. */
	public List<Message> all(String chat) {
		return walk(page(chat, "limit", 1000));
	}

	/** The messages of this page and of all that its links lead to. */
	public List<Message> walk(Page first) {
		List<Message> all = new ArrayList<>(first.messages());
		for (String next = first.next(); next != null;) {
			Page page = follow(next, "/api/pull");
			all.addAll(page.messages());
			next = page.next();
		}
		return all;
	}

	public static String query(String chat, Object... parameters) {
		StringBuilder query = new StringBuilder("chat=" + encode(chat));
		for (int i = 0; i < parameters.length; i += 2) {
			query.append('&').append(parameters[i]).append('=').append(encode(parameters[i + 1].toString()));
		}
		return query.toString();
	}

	public Reply exchange(String method, String pathAndQuery, byte @Nullable [] body, String... headers) {
		return exchange(method, pathAndQuery,
				(body != null) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody(), headers);
	}

	public Reply exchange(String method, String pathAndQuery, BodyPublisher body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + pathAndQuery))
			.timeout(PATIENCE)
			.method(method, body);
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		Reply reply = exchange(HTTP, request.build());
		return (reply.status() == 0 && this.other != null) ? this.other.exchange(method, pathAndQuery, body, headers)
				: reply;
	}

	/**
	 * The answer to a request; {@link Reply#NONE} if the connection breaks.
	 */
	public static Reply exchange(HttpClient http, HttpRequest request) {
		try {
			HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
			return Reply.of(response.statusCode(), response.headers().map(), response.body());
		}
		catch (IOException ex) {
			return Reply.NONE;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Reply.NONE;
		}
	}

	/**
	 * Adds a content type unless the caller gave one ("" for none).
	 */
	private static String[] with(String contentType, String... headers) {
		List<String> all = new ArrayList<>();
		boolean given = false;
		for (int i = 0; i < headers.length; i += 2) {
			boolean type = headers[i].equalsIgnoreCase("Content-Type");
			given |= type;
			if (!type || !headers[i + 1].isEmpty()) {
				all.add(headers[i]);
				all.add(headers[i + 1]);
			}
		}
		if (!given) {
			all.add("Content-Type");
			all.add(contentType);
		}
		return all.toArray(new String[0]);
	}

}
