package dev.letterbox.apigateway;

import io.netty.channel.ChannelOption;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;

/**
 * The bounds of what a client's connection may hold, and for how long.
 */
@Component
class ClientConnectionCustomizer implements NettyServerCustomizer {

	/**
	 * How many bytes the operating system takes over for one client. By itself it takes
	 * megabytes and reports progress only when a third of them is gone, which a slow
	 * client may need longer for than the write timeout.
	 */
	private static final int SEND_BUFFER_BYTES = 128 * 1024;

	private final RequestLimits settings;

	ClientConnectionCustomizer(RequestLimits settings) {
		this.settings = settings;
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addBefore(NettyPipeline.HttpCodec, "letterbox.writeTimeout",
						new ClientWriteTimeoutHandler(this.settings.writeTimeout())));
	}

}
