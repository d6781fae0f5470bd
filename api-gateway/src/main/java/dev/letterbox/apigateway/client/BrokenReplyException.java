package dev.letterbox.apigateway.client;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The request, or a part of it, was written, and no complete reply was received. It has
 * no stack trace, since it reports what a peer did.
 */
public final class BrokenReplyException extends IOException {

	BrokenReplyException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
