package dev.letterbox.messageservice.message.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import dev.letterbox.messageservice.message.SendRequest;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Creates the {@code _id} of messages.
 */
public final class MessageIds {

	private static final int DIGEST_BYTES = 16;

	private MessageIds() {
	}

	/**
	 * The id of a send: for one with a key the first 128 bits of SHA-256 over chat and
	 * key, so that the {@code _id} index is the check for duplicates; else a new
	 * ObjectId.
	 */
	public static Object of(SendRequest request) {
		if (request.key() == null) {
			return new ObjectId();
		}
		// A chat has no white space, so the line break keeps the two apart.
		String name = request.chat().canonical() + "\n" + request.key();
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return new Binary(Arrays.copyOf(digest, DIGEST_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

}
