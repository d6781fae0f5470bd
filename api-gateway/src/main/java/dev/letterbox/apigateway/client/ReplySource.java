package dev.letterbox.apigateway.client;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;

/**
 * The connection from which a reply is read.
 */
interface ReplySource {

	EventLoop eventLoop();

	ByteBufAllocator allocator();

	/**
	 * Starts or stops reading a reply that is streamed.
	 */
	void wantMore(boolean more);

	/**
	 * Closes the connection; what else arrives is dropped.
	 */
	void abort();

}
