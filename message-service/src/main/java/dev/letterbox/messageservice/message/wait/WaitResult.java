package dev.letterbox.messageservice.message.wait;

import java.util.Locale;

/**
 * Why a wait ended.
 */
enum WaitResult {

	/** There was something to answer, at once or later. */
	NEWS,
	/** The time was up. */
	TIMEOUT,
	/** The replica is about to stop. */
	DRAINED,
	/** The client closed its connection. */
	GONE,
	/** The store could not be asked. */
	FAILED;

	/**
	 * Its name in metrics.
	 */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
