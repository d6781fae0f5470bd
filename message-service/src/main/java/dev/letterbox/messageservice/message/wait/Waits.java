package dev.letterbox.messageservice.message.wait;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.messageservice.message.ChatPosition;
import dev.letterbox.messageservice.message.wait.Wait.WaitRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The requests that wait, bounded in number, by the topic that they wait for.
 */
@Component
public class Waits {

	private final WaitSettings settings;

	private final WaitMetrics metrics;

	private final Map<String, Set<Wait>> topics = new ConcurrentHashMap<>();

	private final int most;

	private final AtomicInteger count = new AtomicInteger();

	/** How many of them wait for a member's chats. */
	private final AtomicInteger members = new AtomicInteger();

	private volatile boolean draining;

	Waits(WaitSettings settings, WaitMetrics metrics) {
		this.settings = settings;
		this.metrics = metrics;
		this.most = settings.most(Runtime.getRuntime().maxMemory());
		metrics.watch(this.count::get);
	}

	/**
	 * Registers a wait of the calling thread, which has to close it. Only what the caller
	 * reads afterwards is certain to be followed by a wake-up.
	 * @return null if too many wait already, or this replica is about to stop
	 */
	public @Nullable Wait begin(WaitRequest request) {
		if (this.draining || !admit()) {
			this.metrics.refused();
			return null;
		}
		Wait wait = new Wait(request, this.settings.connectionCheck(), this::end);
		this.topics.compute(request.topic(), (topic, waits) -> {
			Set<Wait> all = (waits != null) ? waits : ConcurrentHashMap.newKeySet(1);
			all.add(wait);
			return all;
		});
		this.members.addAndGet(isChat(request.topic()) ? 0 : 1);
		if (this.draining) {
			wait.drain();
		}
		return wait;
	}

	/**
	 * Wakes those that wait for a message that a majority has acknowledged.
	 * @param sendTime its send_time, or {@link Long#MAX_VALUE} where that is not known
	 */
	public void stored(String chat, long position, long sendTime) {
		Set<Wait> waits = this.topics.get(chat);
		if (waits != null) {
			waits.forEach((wait) -> wait.stored(position, sendTime));
		}
		if (this.members.get() > 0) {
			int colon = chat.indexOf(':');
			storedForMember(chat.substring(0, colon), sendTime);
			storedForMember(chat.substring(colon + 1), sendTime);
		}
	}

	/**
	 * Wakes those that wait for news of any chat of a member.
	 * @param sendTime the send_time of a message in one of them
	 */
	public void storedForMember(String member, long sendTime) {
		Set<Wait> waits = this.topics.get(member);
		if (waits != null) {
			waits.forEach((wait) -> wait.storedInAny(sendTime));
		}
	}

	/**
	 * The members for news of whose chats requests wait.
	 */
	public List<WaitingMember> waitingMembers() {
		List<WaitingMember> waiting = new ArrayList<>();
		if (this.members.get() > 0) {
			this.topics.forEach((topic, waits) -> {
				if (!isChat(topic)) {
					waits.stream()
						.mapToLong(Wait::since)
						.min()
						.ifPresent((since) -> waiting.add(new WaitingMember(topic, since)));
				}
			});
		}
		return waiting;
	}

	/**
	 * The positions at which a message would be news to those that wait for a chat.
	 */
	public List<ChatPosition> expected() {
		Set<ChatPosition> expected = new LinkedHashSet<>();
		this.topics.forEach((topic, waits) -> {
			if (isChat(topic)) {
				waits.forEach((wait) -> expected.add(new ChatPosition(topic, wait.next())));
			}
		});
		return List.copyOf(expected);
	}

	/**
	 * Ends all waits, now and in the future: this replica is about to stop.
	 */
	public void drain() {
		this.draining = true;
		this.topics.values().forEach((waits) -> waits.forEach(Wait::drain));
	}

	private void end(Wait wait) {
		this.topics.computeIfPresent(wait.topic(), (topic, waits) -> {
			waits.remove(wait);
			return waits.isEmpty() ? null : waits;
		});
		this.members.addAndGet(isChat(wait.topic()) ? 0 : -1);
		this.count.decrementAndGet();
		this.metrics.ended(wait.result());
	}

	private static boolean isChat(String topic) {
		return topic.indexOf(':') >= 0;
	}

	private boolean admit() {
		boolean admitted = this.count.incrementAndGet() <= this.most;
		if (!admitted) {
			this.count.decrementAndGet();
		}
		return admitted;
	}

}
