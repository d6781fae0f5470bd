package dev.letterbox.apigateway.client;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * No byte of the request was written. It has no stack trace, since each attempt to reach
 * a dead replica throws it.
 */
public final class RequestNotSentException extends IOException {

	public RequestNotSentException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
