package dev.letterbox.messageservice.message.wait;

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

	private final AtomicInteger count = new AtomicInteger();

	private volatile boolean draining;

	Waits(WaitSettings settings, WaitMetrics metrics) {
		this.settings = settings;
		this.metrics = metrics;
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
	}

	/**
	 * The positions at which a message would be news to those that wait for a chat.
	 */
	public List<ChatPosition> expected() {
		Set<ChatPosition> expected = new LinkedHashSet<>();
		this.topics.forEach((topic, waits) -> {
			if (topic.indexOf(':') >= 0) {
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
		this.count.decrementAndGet();
		this.metrics.ended(wait.result());
	}

	private boolean admit() {
		boolean admitted = this.count.incrementAndGet() <= this.settings.limit();
		if (!admitted) {
			this.count.decrementAndGet();
		}
		return admitted;
	}

}
