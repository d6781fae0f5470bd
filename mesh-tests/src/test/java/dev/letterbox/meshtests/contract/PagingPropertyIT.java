package dev.letterbox.meshtests.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Page;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * For random chats and parameters, the joined pages equal the same selection from a list
 * of the messages.
 */
@RunsOnMesh
class PagingPropertyIT {

	private static final int CASES = Integer.getInteger("letterbox.paging.cases", 300);

	private final long seed = Long.getLong("letterbox.paging.seed", new Random().nextLong());

	private final Random random = new Random(this.seed);

	private final Client client;

	PagingPropertyIT(Client client) {
		this.client = client;
	}

	@Test
	void joinsPagesToTheChat() {
		List<List<Message>> chats = chats();
		for (int i = 0; i < CASES; i++) {
			Map<String, Object> parameters = new LinkedHashMap<>();
			List<Message> chat = chats.get(this.random.nextInt(chats.size()));
			List<Message> wanted = wanted(chat, parameters);
			assertThat(pages(chat.getFirst().chat(), parameters, wanted.size()))
				.as("case %d of seed %d: %s of a chat of %d", i, this.seed, parameters, chat.size())
				.isEqualTo(wanted);
		}
	}

	/** Chats of several lengths that grow over four seconds. */
	private List<List<Message>> chats() {
		List<String> names = new ArrayList<>();
		List<List<Message>> chats = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			names.add(Client.freshChat());
			chats.add(new ArrayList<>());
		}
		for (int round = 0; round < 4; round++) {
			long second = Instant.now().getEpochSecond();
			for (int i = 0; i < names.size(); i++) {
				int count = (round == 0 ? 1 : 0) + this.random.nextInt(2 + 3 * i);
				for (int n = 0; n < count; n++) {
					chats.get(i).add(this.client.stored(names.get(i), "round %d, number %d".formatted(round, n)));
				}
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.pollInterval(Duration.ofMillis(20))
				.until(() -> Instant.now().getEpochSecond() > second);
		}
		return chats;
	}

	/** Chooses parameters and returns the messages of the model that they select. */
	private List<Message> wanted(List<Message> chat, Map<String, Object> parameters) {
		int length = chat.size();
		boolean reverse = this.random.nextBoolean();
		if (reverse || this.random.nextInt(4) == 0) {
			parameters.put("reverse", reverse);
		}
		if (this.random.nextInt(5) > 0) {
			parameters.put("limit", this.random.nextInt(length + 5));
		}
		int start = this.random.nextInt(length + 3);
		boolean started = this.random.nextInt(4) > 0;
		if (reverse && started && this.random.nextBoolean()) {
			parameters.put("before", start);
			return chat.subList(0, Math.min(start, length)).reversed();
		}
		if (started) {
			parameters.put("cursor", start);
		}
		int skipped = started ? Math.min(start, length) : 0;
		if (reverse) {
			return chat.subList(0, length - skipped).reversed();
		}
		if (this.random.nextBoolean()) {
			long since = chat.getFirst().sendTime() - 1 + this.random.nextInt(8);
			parameters.put("since", since);
			return chat.subList(skipped, length).stream().filter((it) -> it.sendTime() >= since).toList();
		}
		return chat.subList(skipped, length);
	}

	/**
	 * All pages joined, by links or by cursors; has_more and next_cursor of each page are
	 * checked.
	 */
	private List<Message> pages(String chat, Map<String, Object> parameters, int wanted) {
		boolean byLink = parameters.containsKey("before") || this.random.nextBoolean();
		boolean reverse = Boolean.TRUE.equals(parameters.get("reverse"));
		int limit = (int) parameters.getOrDefault("limit", 10);
		int size = (limit == 0) ? 10 : limit;
		long cursor = ((Number) parameters.getOrDefault("cursor", 0)).longValue();
		List<Message> joined = new ArrayList<>();
		Page page = first(chat, parameters);
		while (true) {
			assertThat(page.messages()).hasSize(Math.min(size, wanted - joined.size()));
			joined.addAll(page.messages());
			assertThat(page.hasMore()).as("has_more after %d of %d", joined.size(), wanted)
				.isEqualTo(joined.size() < wanted);
			if (!byLink || joined.size() == page.messages().size()) {
				assertThat(page.nextCursor()).isEqualTo(nextCursor(page, cursor, reverse));
			}
			cursor = page.nextCursor();
			if (!page.hasMore()) {
				return joined;
			}
			if (byLink) {
				page = this.client.follow(Objects.requireNonNull(page.next()), "/api/pull");
			}
			else {
				Map<String, Object> next = new LinkedHashMap<>(parameters);
				next.put("cursor", cursor);
				page = first(chat, next);
			}
		}
	}

	private static long nextCursor(Page page, long cursor, boolean reverse) {
		if (reverse) {
			return cursor + page.messages().size();
		}
		return page.messages().isEmpty() ? cursor : page.messages().getLast().position() + 1;
	}

	/** From the query, from the body, or with each parameter in one of the two. */
	private Page first(String chat, Map<String, Object> parameters) {
		Map<String, Object> body = new LinkedHashMap<>();
		List<Object> query = new ArrayList<>();
		int form = this.random.nextInt(3);
		parameters.forEach((name, value) -> {
			if (form == 0 || (form == 1 && this.random.nextBoolean())) {
				query.add(name);
				query.add(value);
			}
			else {
				body.put(name, value);
			}
		});
		if (form == 0) {
			return this.client.page(chat, query.toArray());
		}
		return Page.of(this.client.exchange("GET", "/api/pull?" + Client.query(chat, query.toArray()),
				Json.write(body).getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json"));
	}

}
