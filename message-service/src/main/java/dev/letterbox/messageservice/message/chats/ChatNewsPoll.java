package dev.letterbox.messageservice.message.chats;

import java.util.List;

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
 * requests wait here: asks the store once per interval, for many members with a few
 * queries, whether any chat has news. What this replica stores itself wakes them at once.
 */
@Component
class ChatNewsPoll {

	private static final Logger log = LoggerFactory.getLogger(ChatNewsPoll.class);

	private final Waits waits;

	private final ChatNews news;

	private final int batch;

	private final RepeatedPoll polls;

	ChatNewsPoll(Waits waits, ChatNews news, WaitSettings settings) {
		this.waits = waits;
		this.news = news;
		this.batch = settings.pollBatch();
		this.polls = new RepeatedPoll("chat-news-poll", settings.pollInterval(), this::poll);
		this.polls.start();
	}

	@PreDestroy
	void close() {
		this.polls.close();
	}

	private void poll() {
		List<WaitingMember> waiting = this.waits.waitingMembers();
		for (int i = 0; i < waiting.size() && !this.polls.isClosed(); i += this.batch) {
			poll(waiting.subList(i, Math.min(i + this.batch, waiting.size())));
		}
	}

	/**
	 * If the store can't be asked, the next poll finds out.
	 */
	private void poll(List<WaitingMember> waiting) {
		try {
			this.news.of(waiting).forEach((member) -> this.waits.storedForMember(member, Long.MAX_VALUE));
		}
		catch (StoreUnavailableException ex) {
			log.debug("the news of members' chats could not be read: {}", ex.getMessage());
		}
	}

}
