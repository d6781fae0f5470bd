package dev.letterbox.apigateway.connection;

import io.netty.channel.ChannelOption;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;

/**
 * Limits how much is buffered for a client's connection, and for how long.
 */
@Component
class ClientConnectionCustomizer implements NettyServerCustomizer {

	/**
	 * The socket's send buffer. By default the operating system buffers megabytes and
	 * reports progress only when a third of them is sent, for which a slow client may
	 * need more than the write timeout.
	 */
	private static final int SEND_BUFFER_BYTES = 128 * 1024;

	private final RequestLimits limits;

	ClientConnectionCustomizer(RequestLimits limits) {
		this.limits = limits;
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addBefore(NettyPipeline.HttpCodec, "letterbox.writeTimeout",
						new ClientWriteTimeoutHandler(this.limits.writeTimeout())));
	}

}
