package dev.letterbox.apigateway.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import dev.letterbox.apigateway.deadline.Deadline;
import dev.letterbox.apigateway.deadline.DeadlineQueue;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.handler.codec.http.HttpClientCodec;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. The one used last is used next, so that the others
 * become idle and are closed. The number of connections is bounded by the number of
 * requests in progress.
 */
final class ConnectionPool implements ReplicaConnection.Owner {

	private final Bootstrap bootstrap;

	private final ReplicaClientSettings settings;

	private final DeadlineQueue idleTimes;

	private final Map<ReplicaAddress, Deque<ReplicaConnection>> idle = new HashMap<>();

	private boolean closed;

	/**
	 * Creates the pool of an event loop.
	 * @param type the type of connections that the event loop serves
	 */
	ConnectionPool(EventLoop loop, Class<? extends Channel> type, ReplicaClientSettings settings) {
		this.settings = settings;
		this.idleTimes = new DeadlineQueue(loop, settings.idleTimeout());
		this.bootstrap = new Bootstrap().group(loop)
			.channelFactory(new ReflectiveChannelFactory<>(type))
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(settings.connectTimeout().toMillis()))
			.option(ChannelOption.TCP_NODELAY, true);
	}

	/**
	 * Sends a request on an idle connection, or on a new one.
	 */
	void send(ReplicaAddress replica, Exchange exchange) {
		@Nullable ReplicaConnection connection = acquire(replica);
		if (connection != null) {
			connection.begin(exchange);
		}
		else {
			connect(replica, exchange);
		}
	}

	@Override
	public void release(ReplicaConnection connection) {
		if (this.closed || !connection.isOpen()) {
			connection.abort();
			return;
		}
		connection.idle(this.idleTimes.add(connection::abort));
		this.idle.computeIfAbsent(connection.replica(), (replica) -> new ArrayDeque<>()).addLast(connection);
	}

	@Override
	public void remove(ReplicaConnection connection) {
		Deque<ReplicaConnection> connections = this.idle.get(connection.replica());
		if (connections != null && connections.remove(connection) && connections.isEmpty()) {
			this.idle.remove(connection.replica());
		}
	}

	/**
	 * Closes idle connections, and those in use when their replies have ended.
	 */
	void close() {
		this.closed = true;
		for (Deque<ReplicaConnection> connections : this.idle.values().stream().map(ArrayDeque::new).toList()) {
			connections.forEach(ReplicaConnection::abort);
		}
	}

	private @Nullable ReplicaConnection acquire(ReplicaAddress replica) {
		@Nullable Deque<ReplicaConnection> connections = this.idle.get(replica);
		@Nullable ReplicaConnection connection = (connections != null) ? connections.pollLast() : null;
		while (connections != null && connection != null && !connection.isOpen()) {
			connection = connections.pollLast();
		}
		if (connection != null) {
			connection.idle(Deadline.NONE);
		}
		return connection;
	}

	private void connect(ReplicaAddress replica, Exchange exchange) {
		ChannelFuture connecting = this.bootstrap.clone()
			.handler(new Initializer(this, replica, this.settings))
			.connect(replica.host(), replica.port());
		connecting.addListener((future) -> {
			if (!future.isSuccess()) {
				exchange.fail(new RequestNotSentException("No connection to a replica", future.cause()));
				return;
			}
			ReplicaConnection connection = connecting.channel().pipeline().get(ReplicaConnection.class);
			if (exchange.isEnded()) {
				release(connection);
			}
			else if (!connection.isOpen()) {
				exchange.fail(new RequestNotSentException("The replica closed a new connection", null));
			}
			else {
				connection.begin(exchange);
			}
		});
	}

	private static final class Initializer extends ChannelInitializer<Channel> {

		private final ConnectionPool pool;

		private final ReplicaAddress replica;

		private final ReplicaClientSettings settings;

		Initializer(ConnectionPool pool, ReplicaAddress replica, ReplicaClientSettings settings) {
			this.pool = pool;
			this.replica = replica;
			this.settings = settings;
		}

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline()
				.addLast(new HttpClientCodec(), new ReadTimeoutHandler(this.settings.readTimeout()),
						new ReplicaConnection(channel, this.pool, this.replica));
		}

	}

}
