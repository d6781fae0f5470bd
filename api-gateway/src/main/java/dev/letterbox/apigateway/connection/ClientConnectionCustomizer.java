package dev.letterbox.apigateway.connection;

import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;

/**
 * Limits how much is buffered for a client's connection, and for how long. Accepts many
 * connections at a time.
 */
@Component
class ClientConnectionCustomizer implements NettyServerCustomizer {

	/**
	 * The socket's send buffer. By default the operating system buffers megabytes and
	 * reports progress only when a third of them is sent, for which a slow client may
	 * need more than the write timeout.
	 */
	private static final int SEND_BUFFER_BYTES = 128 * 1024;

	private static final int ACCEPTED_AT_ONCE = 256;

	private final RequestLimits limits;

	ClientConnectionCustomizer(RequestLimits limits) {
		this.limits = limits;
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.option(ChannelOption.RECVBUF_ALLOCATOR, acceptingMany())
			.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addBefore(NettyPipeline.HttpCodec, "letterbox.writeTimeout",
						new ClientWriteTimeoutHandler(this.limits.writeTimeout())));
	}

	/**
	 * An event loop accepts connections between the requests of those that it has, and
	 * Netty's epoll transport accepts one at a time: the last of 1,000 clients that
	 * connect at once would wait for seconds.
	 */
	private static RecvByteBufAllocator acceptingMany() {
		ServerChannelRecvByteBufAllocator allocator = new ServerChannelRecvByteBufAllocator();
		allocator.maxMessagesPerRead(ACCEPTED_AT_ONCE);
		allocator.respectMaybeMoreData(false);
		return allocator;
	}

}
