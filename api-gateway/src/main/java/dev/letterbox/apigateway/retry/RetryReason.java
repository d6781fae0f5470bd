package dev.letterbox.apigateway.retry;

import java.util.Locale;

/**
 * Why a request is sent to another replica.
 */
public enum RetryReason {

	/** No connection to the replica could be made. */
	CONNECT,
	/** The connection broke before the response was complete. */
	BROKEN,
	/** The replica responded 503. */
	UNAVAILABLE,
	/** The replica did not respond within the time of one attempt. */
	TIMEOUT;

	String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
