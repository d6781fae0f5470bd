package dev.letterbox.messageservice.message.chats;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.wait.RepeatedPoll;
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

	private final RepeatedPoll polls;

	ChatNewsPoll(Waits waits, ChatReader chats, WaitSettings settings) {
		this.waits = waits;
		this.chats = chats;
		this.polls = new RepeatedPoll("chat-news-poll", settings.pollInterval(),
				() -> waits.waitingMembers().forEach(this::poll));
		this.polls.start();
	}

	@PreDestroy
	void close() {
		this.polls.close();
	}

	/**
	 * If the store can't be asked, the next poll finds out.
	 */
	private void poll(WaitingMember waiting) {
		try {
			if (!this.polls.isClosed() && this.chats.hasNews(waiting.member(), waiting.since())) {
				this.waits.storedForMember(waiting.member(), Long.MAX_VALUE);
			}
		}
		catch (StoreUnavailableException ex) {
			log.debug("the news of a member's chats could not be read: {}", ex.getMessage());
		}
	}

}
