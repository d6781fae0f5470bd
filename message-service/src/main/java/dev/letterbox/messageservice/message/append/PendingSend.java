package dev.letterbox.messageservice.message.append;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.letterbox.messageservice.message.Draft;
import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.MessageIds;
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

	private Stage stage = Stage.WAITING;

	private long triedPosition;

	private boolean doubtful;

	private Set<Long> doubtfulPositions = Set.of();

	private int lostRaces;

	private int failedFlushes;

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
	 * Takes it into a flush, or on to the flush's next insert; false if its client has
	 * been answered already.
	 */
	synchronized boolean board() {
		this.stage = this.answer.isDone() ? Stage.WAITING : Stage.BOARDED;
		return this.stage == Stage.BOARDED;
	}

	/**
	 * Whether a flush has it, and has not settled it yet.
	 */
	synchronized boolean isAboard() {
		return this.stage != Stage.WAITING && !this.answer.isDone();
	}

	/**
	 * Places it for an insert, which from now on may store it.
	 */
	synchronized Message at(Tip place) {
		this.stage = Stage.TRIED;
		this.triedPosition = place.position();
		return new Message(this.id, chat(), place.position(), this.draft.sender(), this.draft.text(), place.sendTime());
	}

	/**
	 * Takes it out of a flush whose insert certainly did not store it.
	 */
	synchronized void turnBack() {
		this.stage = Stage.WAITING;
	}

	/**
	 * Takes it out of a flush whose insert certainly did not store it: another replica
	 * won its position.
	 * @return how often that has happened to it
	 */
	synchronized int loseRace() {
		turnBack();
		return ++this.lostRaces;
	}

	/**
	 * Takes it out of a flush whose insert, if it came to that, may have stored it, or
	 * may yet.
	 */
	synchronized void doubt() {
		if (this.stage == Stage.TRIED) {
			if (this.doubtfulPositions.isEmpty()) {
				this.doubtfulPositions = new HashSet<>();
			}
			this.doubtfulPositions.add(this.triedPosition);
			this.doubtful = true;
		}
		turnBack();
	}

	/**
	 * As {@link #doubt()}, after a flush that failed in an unforeseen way.
	 * @return how often that has happened to it
	 */
	synchronized int fail() {
		doubt();
		return ++this.failedFlushes;
	}

	/**
	 * Takes it out of a flush whose insert did not store it since its id is taken. The
	 * message that has the id may be this one: an earlier insert's that was in doubt.
	 */
	synchronized void findIdTaken() {
		this.doubtful = true;
		turnBack();
	}

	synchronized boolean isDoubtful() {
		return this.doubtful;
	}

	boolean isOver() {
		return this.answer.isDone() || System.nanoTime() - this.deadline >= 0;
	}

	/**
	 * Answers it with the message that is stored under its id, by itself or by another
	 * send with the same key. It counts as a replay only where none of its own inserts
	 * can have stored that message.
	 */
	synchronized void settle(Message stored) {
		boolean same = stored.sender().equals(this.draft.sender()) && stored.text().equals(this.draft.text());
		if (same) {
			boolean replayed = this.draft.key() != null && !this.doubtfulPositions.contains(stored.position());
			this.answer.complete(new Receipt(stored, replayed));
		}
		else {
			this.answer.completeExceptionally(new KeyReusedException());
		}
	}

	void stored(Message message) {
		this.answer.complete(new Receipt(message, false));
	}

	/**
	 * Answers it without its message: that it was not stored, and why, or that it may
	 * have been.
	 */
	synchronized void giveUp(StoreUnavailableException notStored) {
		boolean maybeStored = this.doubtful || this.stage != Stage.WAITING;
		this.answer.completeExceptionally(maybeStored ? new OutcomeUnknownException() : notStored);
	}

	/**
	 * Waits for the answer until the deadline.
	 * @throws StoreUnavailableException if it was certainly not stored
	 * @throws OutcomeUnknownException if it may have been
	 */
	Receipt await() throws InterruptedException {
		try {
			return answerByDeadline();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException(ex);
		}
	}

	private Receipt answerByDeadline() throws InterruptedException, ExecutionException {
		try {
			return this.answer.get(this.deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			giveUp(new StoreUnavailableException(Reason.STORE_TOO_SLOW, ex));
			return this.answer.get();
		}
	}

	/**
	 * Where a send without an answer is. Whether an earlier insert of it is in doubt is
	 * another matter.
	 */
	private enum Stage {

		/** In its lane's queue, or between two flushes. */
		WAITING,
		/** In a flush, and not in an insert. */
		BOARDED,
		/** In a flush, and perhaps handed to the store. */
		TRIED

	}

}
