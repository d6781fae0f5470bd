package dev.letterbox.messageservice.message.append;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.OutcomeUnknownException;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.MessageIds;

/**
 * A send from its arrival to its answer. It knows at any time whether it may have been
 * stored: that decides between "not stored" and "outcome unknown" at its deadline.
 */
class PendingSend {

	private final SendRequest request;

	private final Object id;

	private final long deadline;

	private final CompletableFuture<Receipt> answer = new CompletableFuture<>();

	private State state = new State.Waiting();

	private boolean mayBeStored;

	/** Where inserts of unknown outcome tried to store it. */
	private Set<Long> unknownPositions = Set.of();

	private boolean chatRecorded;

	private int conflicts;

	private int failedFlushes;

	PendingSend(SendRequest request, long timeoutNanos) {
		this.request = request;
		this.id = MessageIds.of(request);
		this.deadline = System.nanoTime() + timeoutNanos;
	}

	String chat() {
		return this.request.chat().canonical();
	}

	Object id() {
		return this.id;
	}

	boolean isKeyed() {
		return this.request.key() != null;
	}

	/**
	 * About how many bytes it takes, at most three for a UTF-16 unit.
	 */
	int weight() {
		return 256 + 3 * this.request.text().length();
	}

	/**
	 * Takes it into a flush, or on to the flush's next insert; false if its client has
	 * been answered already.
	 */
	synchronized boolean tryStart() {
		this.state = this.answer.isDone() ? new State.Waiting() : new State.InFlush();
		return !this.answer.isDone();
	}

	/**
	 * Whether a flush has it, and has not settled it yet.
	 */
	synchronized boolean isInFlush() {
		return !(this.state instanceof State.Waiting) && !this.answer.isDone();
	}

	/**
	 * Assigns its position for an insert, which from now on may store it.
	 */
	synchronized Message startInsert(Tip position) {
		this.state = new State.Inserting(position.position());
		return new Message(this.id, chat(), position.position(), this.request.sender(), this.request.text(),
				position.sendTime());
	}

	/**
	 * Takes it out of a flush whose insert certainly did not store it.
	 */
	synchronized void markWaiting() {
		this.state = new State.Waiting();
	}

	/**
	 * Takes it out of a flush whose insert certainly did not store it: another replica
	 * won its position.
	 * @return how often that has happened to it
	 */
	synchronized int recordConflict() {
		markWaiting();
		return ++this.conflicts;
	}

	/**
	 * Takes it out of a flush whose insert, if there was one, may have stored it or may
	 * still store it.
	 */
	synchronized void markUnknown() {
		if (this.state instanceof State.Inserting(long position)) {
			if (this.unknownPositions.isEmpty()) {
				this.unknownPositions = new HashSet<>();
			}
			this.unknownPositions.add(position);
			this.mayBeStored = true;
		}
		markWaiting();
	}

	/**
	 * As {@link #markUnknown()}, after a flush that failed unexpectedly.
	 * @return how often that has happened to it
	 */
	synchronized int recordFailedFlush() {
		markUnknown();
		return ++this.failedFlushes;
	}

	/**
	 * Takes it out of a flush whose insert did not store it since its id is taken. The
	 * message that has the id may be this one, stored by an earlier insert of unknown
	 * outcome.
	 */
	synchronized void markIdTaken() {
		this.mayBeStored = true;
		markWaiting();
	}

	/**
	 * Its chat has its document, so that it may be stored at position 0.
	 */
	synchronized void markChatRecorded() {
		this.chatRecorded = true;
	}

	synchronized boolean isChatRecorded() {
		return this.chatRecorded;
	}

	/**
	 * Whether an earlier insert of it may have stored it.
	 */
	synchronized boolean mayBeStored() {
		return this.mayBeStored;
	}

	/**
	 * Whether a message with its id may be stored, by itself or by another send with the
	 * same key.
	 */
	synchronized boolean mayHaveStoredId() {
		return this.mayBeStored || isKeyed();
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
		boolean same = stored.sender().equals(this.request.sender()) && stored.text().equals(this.request.text());
		if (same) {
			boolean replayed = isKeyed() && !this.unknownPositions.contains(stored.position());
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
	 * Answers it without its message: that it was not stored, and why, or that its
	 * outcome is unknown.
	 */
	synchronized void fail(StoreUnavailableException notStored) {
		boolean unknown = this.mayBeStored || !(this.state instanceof State.Waiting);
		this.answer.completeExceptionally(unknown ? new OutcomeUnknownException() : notStored);
	}

	/**
	 * Answers it at its deadline, without its message.
	 */
	void failIfOver() {
		if (isOver()) {
			fail(new StoreUnavailableException(Reason.STORE_TOO_SLOW, null));
		}
	}

	/**
	 * Waits for the answer.
	 * @throws StoreUnavailableException if it was certainly not stored
	 * @throws OutcomeUnknownException if it may have been
	 */
	Receipt await() throws InterruptedException {
		try {
			return this.answer.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Where a send without an answer is. Whether an earlier insert may have stored it is
	 * kept apart from that.
	 */
	private sealed interface State {

		/** In its lane's queue, or in recovery. */
		record Waiting() implements State {
		}

		/** In a flush, without a position. */
		record InFlush() implements State {
		}

		/** In a flush, at a position where its insert may store it. */
		record Inserting(long position) implements State {
		}

	}

}
