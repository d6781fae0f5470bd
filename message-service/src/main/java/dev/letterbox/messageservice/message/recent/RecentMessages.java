package dev.letterbox.messageservice.message.recent;

import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.wait.Waits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The newest messages of the chats that this replica serves, bounded in bytes. Only
 * messages that were acknowledged, or read with majority, are added. They never change,
 * and positions are dense, so that nothing here can be outdated; but another replica may
 * have stored messages behind the newest one that is known here.
 */
@Component
public class RecentMessages {

	/** About how many bytes an entry takes besides its messages. */
	private static final int OVERHEAD = 256;

	private final Cache<String, Run> runs;

	private final long chatSize;

	private final Waits waits;

	RecentMessages(RecentSettings settings, Waits waits, MeterRegistry registry) {
		this.waits = waits;
		this.chatSize = settings.chatSize().toBytes();
		this.runs = Caffeine.newBuilder()
			.maximumWeight(settings.size().toBytes())
			.weigher((String chat,
					Run run) -> (int) Math.min(Integer.MAX_VALUE, OVERHEAD + chat.length() + run.weight()))
			.executor(Runnable::run)
			.build();
		Gauge.builder("letterbox.recent.bytes", this, RecentMessages::bytes).register(registry);
	}

	/**
	 * What is known of a chat.
	 */
	public Run of(String chat) {
		Run run = this.runs.getIfPresent(chat);
		return (run != null) ? run : Run.EMPTY;
	}

	/**
	 * Adds a message that a majority has acknowledged, and wakes those that wait for it.
	 */
	public void add(Message message) {
		merge(message.chat(), List.of(EncodedMessage.of(message)));
		this.waits.stored(message.chat(), message.position(), message.sendTime());
	}

	/**
	 * Adds messages at consecutive positions that were read with majority, and wakes
	 * those that wait for them.
	 */
	public void add(String chat, List<EncodedMessage> messages) {
		if (!messages.isEmpty() && isNews(of(chat), messages)) {
			merge(chat, messages);
			EncodedMessage last = messages.getLast();
			this.waits.stored(chat, last.position(), last.sendTime());
		}
	}

	/**
	 * About how many bytes are in use.
	 */
	double bytes() {
		return this.runs.policy().eviction().orElseThrow().weightedSize().orElseThrow();
	}

	private void merge(String chat, List<EncodedMessage> messages) {
		this.runs.asMap().compute(chat, (key, run) -> trimmed(merged(run, messages)));
	}

	/**
	 * The run with messages that overlap it or adjoin it. Where a gap is between the two,
	 * the newer part is kept.
	 */
	private Run merged(@Nullable Run run, List<EncodedMessage> messages) {
		if (run == null || messages.getFirst().position() > run.next()) {
			return appended(Run.EMPTY, messages);
		}
		Run result = run;
		if (isBefore(run, messages)) {
			result = appended(appended(Run.EMPTY, messages), run.from(run.first(), run.size()));
		}
		return appended(result, messages);
	}

	/**
	 * Drops the oldest messages of a run over its bound, and some more, so that not every
	 * message copies the rest.
	 */
	private Run trimmed(Run run) {
		return (run.weight() > this.chatSize) ? run.newest(this.chatSize / 4 * 3) : run;
	}

	private boolean isNews(Run run, List<EncodedMessage> messages) {
		return run.isEmpty() || messages.getLast().position() >= run.next() || isBefore(run, messages);
	}

	/**
	 * Whether messages extend the run to lower positions, and there is room for them.
	 */
	private boolean isBefore(Run run, List<EncodedMessage> messages) {
		return messages.getFirst().position() < run.first() && messages.getLast().position() >= run.first() - 1
				&& run.weight() < this.chatSize / 2;
	}

	private static Run appended(Run run, List<EncodedMessage> messages) {
		Run result = run;
		for (EncodedMessage message : messages) {
			if (result.isEmpty() || message.position() >= result.next()) {
				result = result.append(message);
			}
		}
		return result;
	}

}
