package dev.letterbox.messageservice.message;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A send on its way into the store, from its arrival to its answer. It knows at any time
 * whether it may have been stored: that decides between "nothing was stored" and "nobody
 * knows" when its time is up.
 */
class PendingSend {

	private final Draft draft;

	private final Object id;

	private final long deadline;

	private final CompletableFuture<Receipt> answer = new CompletableFuture<>();

	private volatile @Nullable Tip hint;

	private boolean inFlight;

	private boolean doubtful;

	private boolean abandoned;

	private long doubtfulPosition = -1;

	private int lostRaces;

	PendingSend(Draft draft, long timeoutNanos) {
		this.draft = draft;
		this.id = MessageIds.of(draft);
		this.deadline = System.nanoTime() + timeoutNanos;
	}

	String chat() {
		return this.draft.chat().canonical();
	}

	Object id() {
		return this.id;
	}

	/**
	 * About how many bytes it takes, at most three for a UTF-16 unit.
	 */
	int weight() {
		return 256 + 3 * this.draft.text().length();
	}

	/**
	 * A tip that was read for this send, perhaps behind by now, or null for none.
	 */
	@Nullable Tip hint() {
		return this.hint;
	}

	void hint(Tip tip) {
		this.hint = tip;
	}

	/**
	 * Takes it into a flush; false if its client has been answered already.
	 */
	synchronized boolean board() {
		this.inFlight = !this.abandoned;
		return this.inFlight;
	}

	/**
	 * Its insert certainly stored nothing: another replica won its position.
	 * @return how often that has happened to it
	 */
	synchronized int loseRace() {
		this.inFlight = false;
		return ++this.lostRaces;
	}

	/**
	 * Its insert at that position may have stored it, or may yet.
	 */
	synchronized void doubt(long position) {
		this.doubtfulPosition = position;
		this.inFlight = false;
		this.doubtful = true;
	}

	/**
	 * Somebody has used its id, in a message that can't be seen yet.
	 */
	synchronized void doubt() {
		this.inFlight = false;
		this.doubtful = true;
	}

	synchronized boolean isDoubtful() {
		return this.doubtful;
	}

	boolean isOver() {
		return this.answer.isDone() || System.nanoTime() - this.deadline >= 0;
	}

	/**
	 * Answers it with the message that is stored under its id, by itself or by an earlier
	 * send with the same key.
	 */
	synchronized void settle(Message stored) {
		boolean same = stored.sender().equals(this.draft.sender()) && stored.text().equals(this.draft.text());
		if (same) {
			boolean replayed = this.draft.key() != null && stored.position() != this.doubtfulPosition;
			this.answer.complete(new Receipt(stored, replayed));
		}
		else {
			this.answer.completeExceptionally(new KeyReusedException());
		}
	}

	Message at(Tip place) {
		return new Message(this.id, chat(), place.position(), this.draft.sender(), this.draft.text(), place.sendTime());
	}

	void stored(Message message) {
		this.answer.complete(new Receipt(message, false));
	}

	void refuse(StoreUnavailableException cause) {
		this.answer.completeExceptionally(cause);
	}

	/**
	 * Waits for the answer until the deadline.
	 * @throws StoreUnavailableException if it was certainly not stored
	 * @throws OutcomeUnknownException if it may have been
	 */
	Receipt await() throws InterruptedException {
		try {
			return this.answer.get(this.deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw abandon() ? new StoreUnavailableException(StoreUnavailableException.Reason.STORE_TOO_SLOW, ex)
					: new OutcomeUnknownException();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException(ex);
		}
	}

	private synchronized boolean abandon() {
		this.abandoned = true;
		return !this.inFlight && !this.doubtful;
	}

}
