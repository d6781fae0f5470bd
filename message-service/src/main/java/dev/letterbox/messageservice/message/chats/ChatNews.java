package dev.letterbox.messageservice.message.chats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.ChatStore;
import dev.letterbox.messageservice.message.wait.WaitingMember;

import org.springframework.stereotype.Component;

/**
 * Finds out which of many members have news in any of their chats: one query for the
 * names of all their chats, and one for each {@value #STEP} of these.
 */
@Component
class ChatNews {

	/** How many chats one query asks for. */
	private static final int STEP = 1000;

	/** Above so many names, members are asked for in smaller groups. */
	private static final int MOST_NAMES = 5 * STEP;

	private final ChatStore store;

	private final ChatReader chats;

	ChatNews(ChatStore store, ChatReader chats) {
		this.store = store;
		this.chats = chats;
	}

	/**
	 * The members with a chat in which a message was sent at or after the time that one
	 * of its two members asks for.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	Set<String> of(List<WaitingMember> waiting) {
		Set<String> found = new HashSet<>();
		find(waiting, found);
		return found;
	}

	private void find(List<WaitingMember> waiting, Set<String> found) {
		List<String> names = this.store.ofAny(waiting.stream().map(WaitingMember::member).toList(), MOST_NAMES + 1);
		if (names.size() <= MOST_NAMES) {
			for (int i = 0; i < names.size(); i += STEP) {
				find(waiting, names.subList(i, Math.min(i + STEP, names.size())), found);
			}
		}
		else if (waiting.size() > 1) {
			int half = waiting.size() / 2;
			find(waiting.subList(0, half), found);
			find(waiting.subList(half, waiting.size()), found);
		}
		else if (this.chats.hasNews(waiting.getFirst().member(), waiting.getFirst().since())) {
			found.add(waiting.getFirst().member());
		}
	}

	/**
	 * Asks again without the members found where the answer may have hidden others behind
	 * their messages.
	 */
	private void find(List<WaitingMember> waiting, List<String> names, Set<String> found) {
		Map<String, Long> times = waiting.stream()
			.filter((one) -> !found.contains(one.member()))
			.collect(Collectors.toMap(WaitingMember::member, WaitingMember::since));
		boolean complete = false;
		while (!complete) {
			Map<Long, List<String>> byTime = byTime(names, times);
			List<String> news = byTime.isEmpty() ? List.of() : this.store.withNews(byTime, STEP);
			complete = news.size() < STEP;
			for (String chat : Set.copyOf(news)) {
				Chat.of(chat).members().stream().filter(times::containsKey).forEach(found::add);
			}
			times.keySet().removeAll(found);
		}
	}

	/**
	 * The chats of members, by the earliest time that one of its two members asks for.
	 */
	private static Map<Long, List<String>> byTime(List<String> names, Map<String, Long> times) {
		Map<Long, List<String>> byTime = new HashMap<>();
		for (String name : names) {
			Chat.of(name)
				.members()
				.stream()
				.map(times::get)
				.filter(Objects::nonNull)
				.min(Comparator.naturalOrder())
				.ifPresent((time) -> byTime.computeIfAbsent(time, (any) -> new ArrayList<>()).add(name));
		}
		return byTime;
	}

}
