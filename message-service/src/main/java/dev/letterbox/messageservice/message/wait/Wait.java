package dev.letterbox.messageservice.message.wait;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One request that waits, on its own virtual thread. It is registered when it is created,
 * so that what is stored after its first look at the chat wakes it. While it is parked it
 * holds its connection and its stack, and nothing that another request may need.
 */
public final class Wait implements AutoCloseable {

	private final Consumer<Wait> closed;

	private final String topic;

	private final long since;

	private final AtomicLong next;

	private final long deadline;

	private final BooleanSupplier clientGone;

	private final long checkNanos;

	private final Thread thread = Thread.currentThread();

	private volatile boolean woken;

	private volatile boolean drained;

	private WaitResult result = WaitResult.FAILED;

	/**
	 * Creates a wait of the calling thread.
	 * @param connectionCheck how often it looks whether the client is gone
	 * @param closed is told when it is closed
	 */
	Wait(WaitRequest request, Duration connectionCheck, Consumer<Wait> closed) {
		this.closed = closed;
		this.topic = request.topic();
		this.since = request.since();
		this.next = new AtomicLong(request.next());
		this.deadline = System.nanoTime() + request.longest().toNanos();
		this.clientGone = request.clientGone();
		this.checkNanos = connectionCheck.toNanos();
	}

	/**
	 * Looks until there is something to answer, or until there is no reason to wait any
	 * longer; then what was seen last is the answer. Between two looks the thread is
	 * parked.
	 * @param look reads what the request asks for
	 * @param isEmpty whether that is nothing to answer
	 */
	public <T> T hold(Supplier<T> look, Predicate<T> isEmpty) {
		T found = look.get();
		WaitResult ended = WaitResult.NEWS;
		while (isEmpty.test(found)) {
			ended = await();
			if (ended != WaitResult.NEWS) {
				break;
			}
			found = look.get();
		}
		this.result = ended;
		return found;
	}

	/**
	 * Says that all positions below this one have been looked at. It must be known before
	 * the look that found nothing.
	 */
	public void expect(long position) {
		this.next.accumulateAndGet(position, Math::max);
	}

	/**
	 * Whether the client has closed its connection, so that no answer is needed.
	 */
	public boolean isAbandoned() {
		return this.result == WaitResult.GONE;
	}

	@Override
	public void close() {
		this.closed.accept(this);
	}

	WaitResult result() {
		return this.result;
	}

	String topic() {
		return this.topic;
	}

	/**
	 * The first position at which a message would be news.
	 */
	long next() {
		return this.next.get();
	}

	/**
	 * A message was stored, or read for the first time.
	 */
	void stored(long position, long sendTime) {
		if (sendTime >= this.since) {
			if (position >= next()) {
				wake();
			}
		}
		else {
			// send_time never decreases: nothing up to here will ever match.
			expect(position + 1);
		}
	}

	/**
	 * A message was stored in one of several chats that it waits for.
	 */
	void storedInAny(long sendTime) {
		if (sendTime >= this.since) {
			wake();
		}
	}

	/**
	 * The first Unix second at which a message sent would be news.
	 */
	long since() {
		return this.since;
	}

	void wake() {
		this.woken = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Ends the wait without further looks.
	 */
	void drain() {
		this.drained = true;
		LockSupport.unpark(this.thread);
	}

	private WaitResult await() {
		long check = System.nanoTime() + this.checkNanos;
		while (true) {
			if (this.drained) {
				return WaitResult.DRAINED;
			}
			if (this.woken) {
				// Before the look that follows: what is stored during it wakes again.
				this.woken = false;
				return WaitResult.NEWS;
			}
			long now = System.nanoTime();
			if (now - this.deadline >= 0 || Thread.currentThread().isInterrupted()) {
				return WaitResult.TIMEOUT;
			}
			if (now - check >= 0) {
				if (this.clientGone.getAsBoolean()) {
					return WaitResult.GONE;
				}
				check = now + this.checkNanos;
			}
			LockSupport.parkNanos(this, Math.min(this.deadline - now, check - now));
		}
	}

	/**
	 * What a request waits for.
	 *
	 * @param topic a chat's canonical name, or another name of what can have news; chats
	 * are told apart by their colon
	 * @param next the first position at which a message would be news
	 * @param since only messages sent at or after this Unix second are news
	 * @param longest how long it waits
	 * @param clientGone whether the client has closed its connection; called on the
	 * request's own thread only
	 */
	public record WaitRequest(String topic, long next, long since, Duration longest, BooleanSupplier clientGone) {

	}

}
