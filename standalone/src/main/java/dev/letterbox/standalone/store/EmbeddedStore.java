package dev.letterbox.standalone.store;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * A MongoDB server within this process that keeps its data in a folder.
 */
public final class EmbeddedStore implements AutoCloseable {

	private final Disk disk;

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

	private final ExecutorService workers = Executors
		.newCachedThreadPool(Thread.ofPlatform().name("store-", 0).daemon().factory());

	private final ChannelGroup connections = new DefaultChannelGroup("store", this.loops.next());

	private final Channel server;

	private EmbeddedStore(Path dataFolder, String address, int port) {
		this.disk = new Disk(dataFolder);
		StoreBackend backend = new StoreBackend(this.disk);
		this.server = new ServerBootstrap().group(this.loops)
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new MongoWireReplyEncoder(), new MongoWireMessageEncoder(),
								new MongoWireProtocolHandler(),
								new Requests(backend, EmbeddedStore.this.connections, EmbeddedStore.this.workers),
								new MongoExceptionHandler());
				}

			})
			.bind(address, port)
			.syncUninterruptibly()
			.channel();
	}

	/**
	 * Opens or makes the data folder and serves it.
	 * @param port the port, or 0 for any that is free
	 * @throws StoreUnavailable when the folder cannot be used, or the port is taken
	 */
	public static EmbeddedStore start(Path dataFolder, String address, int port) {
		return new EmbeddedStore(dataFolder, address, port);
	}

	/**
	 * Returns the address for clients, {@code mongodb://host:port}.
	 */
	public String uri() {
		InetSocketAddress address = (InetSocketAddress) this.server.localAddress();
		return "mongodb://" + address.getAddress().getHostAddress() + ":" + address.getPort();
	}

	/**
	 * Stops serving, waits for the commands under way, and closes the data folder.
	 */
	@Override
	public void close() {
		this.server.close().syncUninterruptibly();
		this.disk.close();
		this.connections.close().syncUninterruptibly();
		this.workers.shutdown();
		this.loops.shutdownGracefully().syncUninterruptibly();
	}

}
