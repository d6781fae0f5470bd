package dev.letterbox.messageservice.message;

import java.util.Locale;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached in time, or the limit of waiting requests is reached;
 * nothing was stored.
 */
public class StoreUnavailableException extends RuntimeException {

	private final Reason reason;

	public StoreUnavailableException(Reason reason, @Nullable Throwable cause) {
		super(reason.word(), cause);
		this.reason = reason;
	}

	/**
	 * Why, for the operator.
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a request could not be served.
	 */
	public enum Reason {

		/** The limit of waiting sends is reached. */
		SENDS_WAITING,
		/** The limit of waiting text is reached. */
		TEXT_WAITING,
		/** Sends have waited longer than the limit for their flush. */
		QUEUE_TIME,
		/** The limit of concurrent reads is reached. */
		READERS,
		/** Requests in progress take all the memory that they may take together. */
		MEMORY,
		/** It is not certain that the primary has everything that was acknowledged. */
		PRIMARY_UNCONFIRMED,
		/** The store did not answer with all the messages that are known to be stored. */
		INCOMPLETE_READ,
		/** The circuit breaker is open. */
		CIRCUIT_OPEN,
		/** The store's answer did not come within a send's deadline. */
		STORE_TOO_SLOW,
		/** The store refuses to write, for instance since its disk is full. */
		STORE_REFUSED,
		/** The store failed, or could not be reached. */
		STORE_FAILED,
		/** The time that the gateway allows for the request has passed. */
		EXPIRED;

		/**
		 * Its name in metrics.
		 */
		public String word() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		/**
		 * What a failure of the store is counted as.
		 */
		public static Reason of(@Nullable Throwable cause) {
			return switch (cause) {
				case StoreUnavailableException known -> known.reason();
				case CallNotPermittedException _ -> CIRCUIT_OPEN;
				case null, default -> STORE_FAILED;
			};
		}

	}

}
