package dev.letterbox.embeddedstore;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import dev.letterbox.embeddedstore.server.ReplyEncoder;
import dev.letterbox.embeddedstore.server.RequestGate;
import dev.letterbox.embeddedstore.server.RequestHandler;
import dev.letterbox.embeddedstore.server.StoreBackend;
import dev.letterbox.embeddedstore.server.StoreMemory;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import dev.letterbox.embeddedstore.storage.StoreUnavailableException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * A MongoDB server in this process that stores its data in a folder.
 */
public final class EmbeddedStore implements AutoCloseable {

	/**
	 * The free bytes of the disk below which writes are refused: what RocksDB takes for
	 * flushing and merging what is in memory.
	 */
	public static final long DISK_RESERVE = 128L << 20;

	/** The part of the heap that large requests and replies may take together. */
	private static final int MEMORY_SHARE = 4;

	private final RocksStorage storage;

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

	private final ExecutorService workers = Executors
		.newCachedThreadPool(Thread.ofPlatform().name("store-", 0).daemon().factory());

	private final ChannelGroup connections = new DefaultChannelGroup("store", this.loops.next());

	private final Channel server;

	private EmbeddedStore(RocksStorage storage, String address, int port) {
		this.storage = storage;
		StoreMemory memory = new StoreMemory(Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
		StoreBackend backend = new StoreBackend(storage, memory);
		ChannelFuture bound = new ServerBootstrap().group(this.loops)
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new RequestGate(memory), new MongoWireReplyEncoder(), new ReplyEncoder(),
								new MongoWireProtocolHandler(), new RequestHandler(backend,
										EmbeddedStore.this.connections, EmbeddedStore.this.workers));
				}

			})
			.bind(new InetSocketAddress(address, port))
			.awaitUninterruptibly();
		this.server = bound.channel();
		if (!bound.isSuccess()) {
			close();
			throw new StoreUnavailableException("The store cannot listen on " + address + ", port " + port + ": "
					+ bound.cause().getMessage() + ".", bound.cause());
		}
	}

	/**
	 * Opens the data folder, creates it if necessary, and starts the server.
	 * @param address the address to listen on
	 * @param port the port, or 0 for any free port
	 * @param diskReserve the free bytes of the disk below which writes are refused
	 * @throws StoreUnavailableException when the folder cannot be used or the port is
	 * taken
	 */
	public static EmbeddedStore start(Path dataFolder, String address, int port, long diskReserve) {
		return new EmbeddedStore(new RocksStorage(dataFolder, diskReserve), address, port);
	}

	/**
	 * Starts the store with {@link #DISK_RESERVE}.
	 */
	public static EmbeddedStore start(Path dataFolder, String address, int port) {
		return start(dataFolder, address, port, DISK_RESERVE);
	}

	/**
	 * Completes with the cause when the store can no longer write. It has to be closed
	 * and started again then.
	 */
	public CompletableFuture<Throwable> failure() {
		return this.storage.failure();
	}

	/**
	 * Returns the connection string, {@code mongodb://host:port}.
	 */
	public String uri() {
		InetSocketAddress address = (InetSocketAddress) this.server.localAddress();
		return "mongodb://" + address.getAddress().getHostAddress() + ":" + address.getPort();
	}

	/**
	 * Stops the server after the commands in progress and closes the data folder.
	 */
	@Override
	public void close() {
		this.server.close().awaitUninterruptibly();
		this.storage.close();
		this.workers.close();
		this.connections.close().awaitUninterruptibly();
		this.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

}
