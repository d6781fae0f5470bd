package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.RequestDeadline;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.ChatStore;
import dev.letterbox.messageservice.message.store.MessageStore;
import jakarta.annotation.PreDestroy;

import org.springframework.stereotype.Service;

/**
 * Appends messages to chats. The sends that wait are bounded, in number and in bytes; one
 * more is refused at once.
 */
@Service
public class MessageAppender {

	private final Lane[] lanes;

	private final SendDeadlines deadlines = new SendDeadlines();

	private final Duration timeout;

	private final int waitingCount;

	private final Semaphore permits;

	private final Semaphore bytes;

	private final AppendMetrics metrics;

	MessageAppender(MessageStore store, ChatStore chats, RecentMessages recent, AppendSettings settings, Clock clock,
			AppendMetrics metrics) {
		this.lanes = IntStream.range(0, settings.lanes())
			.mapToObj((i) -> new Lane("lane-" + i, store, chats, recent, settings, clock, this.deadlines, metrics))
			.toArray(Lane[]::new);
		this.timeout = settings.deadline();
		this.waitingCount = settings.waitingCount();
		this.permits = new Semaphore(settings.waitingCount());
		this.bytes = new Semaphore(Math.toIntExact(settings.waitingSize().toBytes()));
		this.metrics = metrics;
		metrics.watchWaiting(this::waiting);
		this.deadlines.start();
	}

	/**
	 * Stores a message at the end of its chat, durably, before it returns.
	 * @throws StoreUnavailableException if it was not stored
	 * @throws OutcomeUnknownException if it may or may not have been stored, at most once
	 * @throws KeyReusedException if its key was used for something else
	 */
	public Receipt append(SendRequest request) throws InterruptedException {
		try {
			Receipt receipt = admit(request);
			this.metrics.sent(receipt);
			return receipt;
		}
		catch (StoreUnavailableException | OutcomeUnknownException | KeyReusedException ex) {
			this.metrics.notSent(ex);
			throw ex;
		}
	}

	private Receipt admit(SendRequest request) throws InterruptedException {
		PendingSend send = new PendingSend(request, RequestDeadline.remaining(this.timeout).toNanos());
		if (!this.permits.tryAcquire()) {
			throw new StoreUnavailableException(Reason.SENDS_WAITING, null);
		}
		try {
			if (!this.bytes.tryAcquire(send.weight())) {
				throw new StoreUnavailableException(Reason.TEXT_WAITING, null);
			}
			try {
				return append(send);
			}
			finally {
				this.bytes.release(send.weight());
			}
		}
		finally {
			this.permits.release();
		}
	}

	private Receipt append(PendingSend send) throws InterruptedException {
		Lane lane = this.lanes[Math.floorMod(send.chat().hashCode(), this.lanes.length)];
		return lane.append(send);
	}

	/**
	 * How many sends wait for their answer.
	 */
	int waiting() {
		return this.waitingCount - this.permits.availablePermits();
	}

	List<Lane> lanes() {
		return List.of(this.lanes);
	}

	@PreDestroy
	void close() {
		for (Lane lane : this.lanes) {
			lane.close();
		}
		this.deadlines.close();
	}

}
