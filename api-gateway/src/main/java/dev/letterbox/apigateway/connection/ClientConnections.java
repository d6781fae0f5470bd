package dev.letterbox.apigateway.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.letterbox.apigateway.deadline.DeadlineQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;

/**
 * Limits the number of clients' connections, and how long a request takes to arrive on
 * one. A connection beyond the limit is closed at once.
 */
@Component
class ClientConnections implements NettyServerCustomizer {

	private static final Logger log = LoggerFactory.getLogger(ClientConnections.class);

	private final RequestLimits limits;

	private final AtomicInteger open;

	private final Counter refused;

	private final Map<EventLoop, Queues> queues = new ConcurrentHashMap<>();

	ClientConnections(RequestLimits limits, MeterRegistry registry) {
		this.limits = limits;
		this.open = new AtomicInteger();
		registry.gauge("letterbox.gateway.connections", this.open);
		this.refused = registry.counter("letterbox.gateway.connections.refused");
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.doOnChannelInit((observer, channel, remote) -> {
			int count = this.open.incrementAndGet();
			channel.closeFuture().addListener((closed) -> this.open.decrementAndGet());
			if (count > this.limits.maxConnections()) {
				refuse(channel);
				return;
			}
			Queues queues = this.queues.computeIfAbsent(channel.eventLoop(), this::queues);
			channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, "letterbox.requestTimeout",
						new RequestTimeoutHandler(queues.heads(), queues.bodies()));
		});
	}

	private void refuse(Channel channel) {
		this.refused.increment();
		log.debug("Closing {}: {} connections are open", channel, this.limits.maxConnections());
		var _ = channel.close();
	}

	private Queues queues(EventLoop loop) {
		return new Queues(new DeadlineQueue(loop, this.limits.headTimeout()),
				// The body timeout is answered; the rest of a body that is answered
				// already may arrive for as long again, for clients that read only
				// after they have sent everything.
				new DeadlineQueue(loop, this.limits.bodyTimeout().multipliedBy(2)));
	}

	private record Queues(DeadlineQueue heads, DeadlineQueue bodies) {

	}

}
