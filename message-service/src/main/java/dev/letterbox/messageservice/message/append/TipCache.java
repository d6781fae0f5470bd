package dev.letterbox.messageservice.message.append;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The last known tips of the chats used most recently. A tip may be behind the store, as
 * when another replica wrote: that costs a lost race and nothing else.
 */
class TipCache {

	private final Map<String, Tip> tips;

	TipCache(int capacity) {
		this.tips = new LinkedHashMap<>(16, 0.75f, true) {
			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Tip> eldest) {
				return size() > capacity;
			}
		};
	}

	synchronized @Nullable Tip get(String chat) {
		return this.tips.get(chat);
	}

	synchronized void put(String chat, Tip tip) {
		this.tips.put(chat, tip);
	}

	synchronized void forget(String chat) {
		this.tips.remove(chat);
	}

}
