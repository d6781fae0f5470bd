package dev.letterbox.apigateway.client;

/**
 * Is told how far a request has come, on its event loop.
 */
public interface RequestProgress {

	/**
	 * Called before the first byte is written. Afterwards the replica may process the
	 * request, whatever happens.
	 */
	void sending();

	/**
	 * Called when the head of the reply has arrived.
	 */
	void replyBegins();

	/**
	 * Called before a part of the reply is kept in memory, or, for all of its parts, when
	 * it begins to be streamed.
	 * @return whether it may be kept; otherwise the request fails with
	 * {@link ReplyRefusedException}
	 */
	boolean reserve(int bytes);

}
