package dev.letterbox.messageservice.message.chats;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.wait.WaitSettings;
import dev.letterbox.messageservice.message.wait.WaitingMember;
import dev.letterbox.messageservice.message.wait.Waits;
import jakarta.annotation.PreDestroy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Finds the messages that other replicas have stored in the chats of members for whom
 * requests wait here: asks the store once per interval, for each of these members,
 * whether any chat has news. What this replica stores itself wakes them at once.
 */
@Component
class ChatNewsPoll {

	private static final Logger log = LoggerFactory.getLogger(ChatNewsPoll.class);

	private final Waits waits;

	private final ChatReader chats;

	private final Duration interval;

	private final Thread thread;

	private volatile boolean closed;

	ChatNewsPoll(Waits waits, ChatReader chats, WaitSettings settings) {
		this.waits = waits;
		this.chats = chats;
		this.interval = settings.pollInterval();
		this.thread = Thread.ofVirtual().name("chat-news-poll").start(this::run);
	}

	@PreDestroy
	void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private void run() {
		while (!this.closed) {
			long begun = System.nanoTime();
			try {
				this.waits.waitingMembers().forEach(this::poll);
			}
			catch (RuntimeException | Error ex) {
				log.warn("the poll for news of chats failed unexpectedly and continues", ex);
			}
			LockSupport.parkNanos(begun + this.interval.toNanos() - System.nanoTime());
		}
	}

	/**
	 * If the store can't be asked, the next poll finds out.
	 */
	private void poll(WaitingMember waiting) {
		try {
			if (!this.closed && this.chats.hasNews(waiting.member(), waiting.since())) {
				this.waits.storedForMember(waiting.member(), Long.MAX_VALUE);
			}
		}
		catch (StoreUnavailableException ex) {
			log.debug("the news of a member's chats could not be read: {}", ex.getMessage());
		}
	}

}
