package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The last known tips of chats, bounded in number. A tip may be behind the store, for
 * instance after another replica has written: that costs a position conflict and nothing
 * else.
 * <p>
 * The tip of a chat that a send is under way to is never evicted: it has weight 0.
 * Otherwise the send would have to read it again, possibly again and again.
 */
class TipCache {

	private final Cache<String, Entry> entries;

	private final Cache<String, Boolean> contended;

	private final Map<String, FutureTask<Tip>> reads = new ConcurrentHashMap<>();

	private final Function<String, Tip> store;

	/**
	 * Creates an empty cache.
	 * @param capacity how many tips of chats without sends under way it keeps
	 * @param contention how long a chat counts as contended
	 * @param store reads a chat's tip
	 */
	TipCache(int capacity, Duration contention, Function<String, Tip> store) {
		this.entries = Caffeine.newBuilder()
			.maximumWeight(capacity)
			.weigher((String chat, Entry entry) -> (entry.sends() == 0) ? 1 : 0)
			.executor(Runnable::run)
			.build();
		this.contended = Caffeine.newBuilder()
			.maximumSize(capacity)
			.expireAfterWrite(contention)
			.executor(Runnable::run)
			.build();
		this.store = store;
	}

	/**
	 * Keeps the chat's tip, now or once it is known, until it is released as often.
	 * @return whether it is known now
	 */
	boolean retain(String chat) {
		Entry retained = this.entries.asMap()
			.compute(chat,
					(key, entry) -> (entry != null) ? new Entry(entry.tip(), entry.sends() + 1) : new Entry(null, 1));
		return retained.tip() != null;
	}

	void release(String chat) {
		this.entries.asMap()
			.computeIfPresent(chat, (key, entry) -> (entry.sends() == 1 && entry.tip() == null) ? null
					: new Entry(entry.tip(), entry.sends() - 1));
	}

	/**
	 * The chat's last known tip, or null.
	 */
	@Nullable Tip get(String chat) {
		Entry entry = this.entries.getIfPresent(chat);
		return (entry != null) ? entry.tip() : null;
	}

	/**
	 * Remembers a tip, unless a later one is known.
	 */
	void put(String chat, Tip tip) {
		this.entries.asMap()
			.merge(chat, new Entry(tip, 0), (known,
					added) -> new Entry((known.tip() != null) ? Tip.later(known.tip(), tip) : tip, known.sends()));
	}

	/**
	 * Remembers the tip that a flush of this replica has made, unless another replica has
	 * won a position of the chat a short time ago. A replica that went on from its own
	 * tip would keep winning against one that has to read the tip first.
	 */
	void putWritten(String chat, Tip tip) {
		if (isContended(chat)) {
			forget(chat);
		}
		else {
			put(chat, tip);
		}
	}

	/**
	 * Forgets the chat's tip, since another replica has won the position after it.
	 */
	void forgetContended(String chat) {
		this.contended.put(chat, true);
		forget(chat);
	}

	private boolean isContended(String chat) {
		return this.contended.getIfPresent(chat) != null;
	}

	void forget(String chat) {
		this.entries.asMap()
			.computeIfPresent(chat, (key, entry) -> (entry.sends() == 0) ? null : new Entry(null, entry.sends()));
	}

	/**
	 * Reads the chat's tip from the store and remembers it. Concurrent calls for a chat
	 * share one read.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	void read(String chat) {
		FutureTask<Tip> mine = new FutureTask<>(() -> this.store.apply(chat));
		FutureTask<Tip> others = this.reads.putIfAbsent(chat, mine);
		if (others == null) {
			try {
				mine.run();
			}
			finally {
				this.reads.remove(chat);
			}
		}
		put(chat, result((others != null) ? others : mine));
	}

	private static Tip result(Future<Tip> read) {
		try {
			return read.get();
		}
		catch (ExecutionException ex) {
			throw new StoreUnavailableException(Reason.of(ex.getCause()), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(Reason.STORE_FAILED, ex);
		}
	}

	/**
	 * What is known of a chat.
	 *
	 * @param tip null if it is not known
	 * @param sends how many sends to the chat are under way
	 */
	private record Entry(@Nullable Tip tip, int sends) {

	}

}
