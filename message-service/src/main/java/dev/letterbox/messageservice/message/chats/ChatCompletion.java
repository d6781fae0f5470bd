package dev.letterbox.messageservice.message.chats;

import java.time.Clock;
import java.time.Duration;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.ChatCompletionStore.State;
import dev.letterbox.messageservice.message.store.ChatCompletionStore.Step;
import dev.letterbox.messageservice.message.store.ChatCompletionStore;
import dev.letterbox.messageservice.message.store.ChatStore;
import jakarta.annotation.PreDestroy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Gives the chats of a store that an earlier version wrote their documents, in the
 * background and once: in a pass over all chats that have messages, and in a second one,
 * after the upgrade window, for those that replicas of the earlier version began
 * meanwhile. Later starts find that both are done.
 * <p>
 * A pass goes in steps. Any replica may take the next one, and all of them may take the
 * same: a step is idempotent, and the state that all share advances once.
 */
@Component
class ChatCompletion {

	private static final Logger log = LoggerFactory.getLogger(ChatCompletion.class);

	private static final int PASSES = 2;

	private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

	private final ChatCompletionStore completion;

	private final ChatStore chats;

	private final ChatSettings settings;

	private final Clock clock;

	private final Thread thread;

	private volatile boolean closed;

	ChatCompletion(ChatCompletionStore completion, ChatStore chats, ChatSettings settings, Clock clock) {
		this.completion = completion;
		this.chats = chats;
		this.settings = settings;
		this.clock = clock;
		this.thread = Thread.ofVirtual().name("chat-completion").unstarted(this::run);
	}

	/**
	 * Begins when the indexes are there.
	 */
	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.thread.start();
	}

	@PreDestroy
	void close() {
		this.closed = true;
		this.thread.interrupt();
	}

	private void run() {
		try {
			Duration pause = Duration.ZERO;
			while (!this.closed && !pause.isNegative()) {
				Thread.sleep(pause);
				pause = next();
			}
		}
		catch (InterruptedException ex) {
			log.debug("the completion of chats is interrupted");
		}
		catch (RuntimeException ex) {
			log.error("the completion of chats failed unexpectedly; the next start continues it", ex);
		}
	}

	/**
	 * Takes the next step.
	 * @return how long to wait for the one after it; negative if there is none
	 */
	private Duration next() {
		try {
			State state = this.completion.state(this.clock.instant().getEpochSecond());
			if (state.passes() >= PASSES) {
				return Duration.ofMillis(-1);
			}
			Duration wait = (state.passes() > 0) ? windowLeft(state) : Duration.ZERO;
			if (!wait.isPositive()) {
				complete(state);
			}
			return wait;
		}
		catch (StoreUnavailableException ex) {
			log.debug("the completion of chats waits for the store", ex);
			return RETRY_PAUSE;
		}
	}

	private Duration windowLeft(State state) {
		long end = state.begun() + this.settings.upgradeWindow().toSeconds();
		return Duration.ofSeconds(Math.max(0, end - this.clock.instant().getEpochSecond()));
	}

	private void complete(State state) {
		Step step = this.completion.step(state.after(), this.settings.completionStep());
		this.chats.record(step.chats());
		String last = step.last();
		boolean advanced = this.completion.advance(state, (last != null) ? state.completedTo(last) : state.passEnded());
		if (last == null && advanced) {
			log.info("pass {} of {} over the chats of the store has ended: each has its document", state.passes() + 1,
					PASSES);
		}
	}

}
