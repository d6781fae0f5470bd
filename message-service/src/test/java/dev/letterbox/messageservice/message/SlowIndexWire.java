package dev.letterbox.messageservice.message;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;

/**
 * A wire to a server that builds indexes as slowly as the test wants, or that freezes in
 * the middle of it. Forwards MongoDB's OP_MSG messages, each direction for itself.
 */
class SlowIndexWire implements AutoCloseable {

	private static final int HEADER = 16;

	private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger builds = new AtomicInteger();

	private final CountDownLatch release = new CountDownLatch(1);

	private final ConnectionString store;

	private final boolean freezes;

	private volatile boolean frozen;

	/**
	 * Opens the wire.
	 * @param freezes whether the first build freezes the server, until it thaws; else
	 * every build is held until its release
	 */
	SlowIndexWire(String storeUri, boolean freezes) throws IOException {
		this.store = new ConnectionString(storeUri);
		this.freezes = freezes;
		Thread.ofVirtual().start(this::accept);
	}

	String uri() {
		return "mongodb://127.0.0.1:" + this.door.getLocalPort() + "/" + this.store.getDatabase()
				+ "?directConnection=true";
	}

	/**
	 * How many times an index was asked for.
	 */
	int builds() {
		return this.builds.get();
	}

	void release() {
		this.release.countDown();
	}

	/**
	 * Serves new connections again; those from before stay without an answer.
	 */
	void thaw() {
		this.frozen = false;
	}

	@Override
	public void close() throws IOException {
		this.door.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		release();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.door.accept();
				this.sockets.add(client);
				if (!this.frozen) {
					ServerAddress address = new ServerAddress(this.store.getHosts().getFirst());
					Socket server = new Socket(address.getHost(), address.getPort());
					this.sockets.add(server);
					Thread.ofVirtual().start(() -> requests(client, server));
					Thread.ofVirtual().start(() -> replies(server, client));
				}
			}
		}
		catch (IOException ex) {
			release();
		}
	}

	private void requests(Socket client, Socket server) {
		try (client; server) {
			DataInputStream in = new DataInputStream(client.getInputStream());
			boolean dead = false;
			while (true) {
				byte[] message = message(in);
				if (isCreateIndexes(message)) {
					this.frozen = this.freezes && this.builds.get() == 0;
					this.builds.incrementAndGet();
					if (!this.freezes) {
						this.release.await();
					}
				}
				dead |= this.frozen;
				if (!dead) {
					server.getOutputStream().write(message);
				}
			}
		}
		catch (IOException | InterruptedException ex) {
			this.sockets.remove(client);
		}
	}

	private void replies(Socket server, Socket client) {
		try (server; client) {
			server.getInputStream().transferTo(client.getOutputStream());
		}
		catch (IOException ex) {
			this.sockets.remove(server);
		}
	}

	private static byte[] message(DataInputStream in) throws IOException {
		int length = Integer.reverseBytes(in.readInt());
		byte[] message = new byte[length];
		ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
		in.readFully(message, 4, length - 4);
		return message;
	}

	private static boolean isCreateIndexes(byte[] message) {
		// header, flags, section kind 0, document length, type of the first element
		int name = HEADER + 4 + 1 + 4 + 1;
		byte[] wanted = "createIndexes\0".getBytes(StandardCharsets.US_ASCII);
		return message.length > name + wanted.length
				&& ByteBuffer.wrap(message, name, wanted.length).equals(ByteBuffer.wrap(wanted));
	}

}
