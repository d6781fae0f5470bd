package dev.letterbox.messageservice.message;

import java.time.Duration;
import java.util.concurrent.Callable;

import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The time by which the current request has to be answered, since the gateway then gives
 * it up. Known on the request's thread alone; what works for several requests has
 * deadlines of its own.
 */
public final class RequestDeadline {

	private static final ScopedValue<Long> AT = ScopedValue.newInstance();

	private RequestDeadline() {
	}

	/**
	 * Calls an operation that must end within a time.
	 */
	public static <T> T within(Duration timeout, Callable<T> operation) throws Exception {
		return ScopedValue.where(AT, System.nanoTime() + timeout.toNanos()).call(operation::call);
	}

	/**
	 * How much time is left, or null for a request without a limit.
	 * @throws StoreUnavailableException if none is left: the answer is not waited for
	 */
	public static @Nullable Duration remaining() {
		if (!AT.isBound()) {
			return null;
		}
		long nanos = AT.get() - System.nanoTime();
		if (nanos <= 0) {
			throw new StoreUnavailableException(Reason.EXPIRED, null);
		}
		return Duration.ofNanos(nanos);
	}

	/**
	 * How much time is left, at most the given time.
	 * @throws StoreUnavailableException if none is left
	 */
	public static Duration remaining(Duration atMost) {
		@Nullable Duration left = remaining();
		return (left != null && left.compareTo(atMost) < 0) ? left : atMost;
	}

}
