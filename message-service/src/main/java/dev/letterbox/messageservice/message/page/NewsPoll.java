package dev.letterbox.messageservice.message.page;

import java.util.List;

import dev.letterbox.messageservice.message.ChatPosition;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.NextMessages;
import dev.letterbox.messageservice.message.wait.RepeatedPoll;
import dev.letterbox.messageservice.message.wait.WaitSettings;
import dev.letterbox.messageservice.message.wait.Waits;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import jakarta.annotation.PreDestroy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Finds the messages that other replicas have stored in the chats that requests wait for
 * here: asks the store once per interval whether there is a message behind the known end
 * of each chat, for many chats with one query. The messages of a chat with news are read
 * once, which wakes those that wait for them.
 */
@Component
class NewsPoll {

	private static final Logger log = LoggerFactory.getLogger(NewsPoll.class);

	private final Waits waits;

	private final NextMessages next;

	private final MessageReader messages;

	private final Bulkhead readers;

	private final WaitSettings settings;

	private final RepeatedPoll polls;

	NewsPoll(Waits waits, NextMessages next, MessageReader messages, BulkheadRegistry bulkheads,
			WaitSettings settings) {
		this.waits = waits;
		this.next = next;
		this.messages = messages;
		this.readers = bulkheads.bulkhead("news");
		this.settings = settings;
		this.polls = new RepeatedPoll("news-poll", settings.pollInterval(), this::poll);
		this.polls.start();
	}

	@PreDestroy
	void close() {
		this.polls.close();
	}

	private void poll() {
		List<ChatPosition> expected = this.waits.expected();
		int batch = this.settings.pollBatch();
		for (int i = 0; i < expected.size() && !this.polls.isClosed(); i += batch) {
			for (ChatPosition found : this.next.stored(expected.subList(i, Math.min(i + batch, expected.size())))) {
				Thread.ofVirtual().name("news").start(() -> read(found));
			}
		}
	}

	/**
	 * Reads the messages into memory. If that fails, those that wait find out themselves.
	 */
	private void read(ChatPosition found) {
		PageRead read = new PageRead(this.readers);
		try {
			this.messages.oldest(read, found.chat(), found.position(), LongPage.PIECE);
		}
		catch (StoreUnavailableException | BulkheadFullException ex) {
			log.debug("the news of a chat could not be read: {}", ex.getMessage());
		}
		finally {
			read.release();
			this.waits.stored(found.chat(), found.position(), Long.MAX_VALUE);
		}
	}

}
