package dev.letterbox.meshtests.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.letterbox.meshtests.history.History.Attempt;
import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.history.History.Reading;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import org.jspecify.annotations.Nullable;

/** A client whose sends and pulls are recorded in a history. */
public final class Recorder {

	private final String name;

	private final Client client;

	private final History history;

	public Recorder(String name, Client client, History history) {
		this.name = name;
		this.client = client;
		this.history = history;
	}

	/** The same reader with another client. */
	Recorder through(Client other) {
		return new Recorder(this.name, other, this.history);
	}

	public Reply send(String chat, String sender, String text, @Nullable String key) {
		List<String> headers = new ArrayList<>(List.of("Prefer", "return=representation"));
		if (key != null) {
			headers.addAll(List.of("Idempotency-Key", key));
		}
		long begun = System.nanoTime();
		Reply reply = this.client.send(chat, sender, text, headers.toArray(new String[0]));
		long ended = System.nanoTime();
		Long position = (reply.status() == 200) ? Message.of(reply.json()).position() : null;
		this.history
			.add(new Attempt(chat, sender, text, key, begun, ended, reply.status(), position, reply.replayed()));
		return reply;
	}

	/**
	 * A page, or null if the mesh could not answer; {@code headers} alternate names and
	 * values.
	 */
	@Nullable Page pull(String chat, Order order, long start, int limit, String... headers) {
		List<Object> parameters = new ArrayList<>(List.of("limit", limit));
		switch (order) {
			case OLDEST_FIRST -> parameters.addAll(List.of("cursor", start));
			case NEWEST_FIRST -> parameters.addAll(List.of("cursor", start, "reverse", true));
			case BEFORE -> parameters.addAll(List.of("before", start, "reverse", true));
		}
		long begun = System.nanoTime();
		Page page = pageOf(this.client.get("/api/pull?" + Client.query(chat, parameters.toArray()), headers));
		if (page != null) {
			this.history.add(new Reading(this.name, chat, order, start, begun, System.nanoTime(), page.messages(),
					!page.hasMore()));
		}
		return page;
	}

	/**
	 * Follows the links from one end of a chat for a number of pages; the joined pages
	 * are one reading.
	 */
	void walk(String chat, boolean reverse, int limit, int pages) {
		long firstBegun = System.nanoTime();
		long lastBegun = firstBegun;
		Page page = pageOf(this.client.pull(chat, "limit", limit, "reverse", reverse));
		if (page == null) {
			return;
		}
		List<Message> messages = new ArrayList<>(page.messages());
		for (int i = 1; i < pages && page.next() != null; i++) {
			lastBegun = System.nanoTime();
			page = pageOf(this.client.get(this.client.resolve(Objects.requireNonNull(page.next()), "/api/pull")));
			if (page == null) {
				return;
			}
			messages.addAll(page.messages());
		}
		this.history.add(new Reading(this.name, chat, reverse ? Order.NEWEST_FIRST : Order.OLDEST_FIRST, 0,
				reverse ? firstBegun : lastBegun, System.nanoTime(), messages, !page.hasMore()));
	}

	/**
	 * A pull is answered 200, 503 or 504; any other status fails the test at once.
	 */
	private static @Nullable Page pageOf(Reply reply) {
		if (reply.status() == 0) {
			return null;
		}
		if (reply.status() != 200) {
			Refusals.assertUnavailable(reply);
			return null;
		}
		return Page.of(reply);
	}

	/** Reads the chat in both directions and records it as the final state. */
	public List<Message> end(String chat) {
		List<Message> messages = this.client.all(chat);
		this.history.end(chat, messages);
		walk(chat, true, 1000, Integer.MAX_VALUE);
		return messages;
	}

}
