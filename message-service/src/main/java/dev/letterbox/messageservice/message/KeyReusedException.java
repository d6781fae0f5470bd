package dev.letterbox.messageservice.message;

/**
 * An Idempotency-Key was used again with another sender or text; nothing was stored.
 */
public class KeyReusedException extends RuntimeException {

	public KeyReusedException() {
		super("key reused");
	}

}
