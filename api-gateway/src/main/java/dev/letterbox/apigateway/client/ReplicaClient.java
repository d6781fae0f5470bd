package dev.letterbox.apigateway.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Sends requests to replicas over HTTP/1.1. It is a client for trusted servers: without
 * redirects, proxies, TLS, and retries. A request and its reply are processed on the
 * event loop of the connection from which the request came.
 */
public final class ReplicaClient implements AutoCloseable {

	private final ReplicaClientSettings settings;

	private final Map<EventLoop, ConnectionPool> pools = new ConcurrentHashMap<>();

	public ReplicaClient(ReplicaClientSettings settings) {
		this.settings = settings;
	}

	/**
	 * Sends a request once. Emits the final reply, or {@link RequestNotSentException} if
	 * no byte of the request was written, or another failure if the replica may have
	 * received it. Cancelling closes the connection, if the request was sent.
	 * @param origin the connection from which the request came
	 * @param request a complete request; its content has to be in the heap
	 */
	public Mono<ReplicaReply> send(Channel origin, ReplicaAddress replica, FullHttpRequest request,
			RequestProgress progress) {
		return Mono.<ReplicaReply>create((sink) -> {
			Exchange exchange = new Exchange(request, progress, sink, this.settings.bufferedBytes(), origin);
			EventLoop loop = origin.eventLoop();
			sink.onCancel(() -> onLoop(loop, exchange::cancel));
			ConnectionPool pool = this.pools.computeIfAbsent(loop,
					(it) -> new ConnectionPool(it, origin.getClass(), this.settings));
			onLoop(loop, () -> pool.send(replica, exchange));
		}).doOnDiscard(ReplicaReply.class, ReplicaReply::discard);
	}

	/**
	 * Closes idle connections now, and the others when their replies have ended.
	 */
	@Override
	public void close() {
		this.pools.forEach((loop, pool) -> {
			if (!loop.isShuttingDown()) {
				loop.execute(pool::close);
			}
		});
	}

	private static void onLoop(EventLoop loop, Runnable action) {
		if (loop.inEventLoop()) {
			action.run();
		}
		else {
			loop.execute(action);
		}
	}

}
