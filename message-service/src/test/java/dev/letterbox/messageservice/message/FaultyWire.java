package dev.letterbox.messageservice.message;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A wire to the store that fails when told to: it forwards MongoDB's OP_MSG messages, and
 * meets each insert with the next fault that was planned.
 */
class FaultyWire implements AutoCloseable {

	private static final int HEADER = 16;

	private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Queue<Fault> plan = new ConcurrentLinkedQueue<>();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger inserts = new AtomicInteger();

	private final String storeUri;

	private final AtomicInteger findsToPass = new AtomicInteger(Integer.MAX_VALUE);

	private volatile boolean down;

	FaultyWire(String storeUri) throws IOException {
		this.storeUri = storeUri;
		Thread.ofVirtual().start(this::accept);
	}

	/**
	 * What happens to one insert.
	 */
	sealed interface Fault {

		/** Nothing: it passes. */
		record None() implements Fault {
		}

		/** The connection breaks before the store has it. */
		record CutBefore() implements Fault {
		}

		/** The store carries it out, and the connection breaks before the reply. */
		record CutAfter() implements Fault {
		}

		/** The store has only so many of its documents when the connection breaks. */
		record CutWithin(int documents) implements Fault {
		}

		/** The store carries it out, and says that no majority has confirmed it. */
		record NoMajority() implements Fault {
		}

		/** The store carries it out and never replies. */
		record Silence() implements Fault {
		}

		/** It reaches the store only when the latch is opened. */
		record Held(CountDownLatch reached, CountDownLatch release) implements Fault {

			Held() {
				this(new CountDownLatch(1), new CountDownLatch(1));
			}

		}

	}

	String uri() {
		URI store = URI.create(this.storeUri);
		return "mongodb://127.0.0.1:" + this.door.getLocalPort() + store.getPath() + "?directConnection=true";
	}

	void plan(Fault... faults) {
		this.plan.addAll(List.of(faults));
	}

	/**
	 * Lets so many more queries pass, and breaks every connection that carries another.
	 */
	void failAfterFinds(int count) {
		this.findsToPass.set(count);
	}

	int inserts() {
		return this.inserts.get();
	}

	/**
	 * Breaks every connection and takes no further one until it is up again.
	 */
	void down() throws IOException {
		this.down = true;
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	void up() {
		this.down = false;
	}

	@Override
	public void close() throws IOException {
		down();
		this.door.close();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.door.accept();
				if (this.down) {
					client.close();
				}
				else {
					Thread.ofVirtual().start(() -> serve(client));
				}
			}
		}
		catch (IOException ex) {
			// The door was closed: the test is over.
			this.down = true;
		}
	}

	/**
	 * The driver has one request on a connection at a time, so one thread serves both
	 * ways.
	 */
	private void serve(Socket client) {
		URI store = URI.create(this.storeUri);
		try (client; Socket server = new Socket(store.getHost(), store.getPort())) {
			this.sockets.add(client);
			this.sockets.add(server);
			DataInputStream requests = new DataInputStream(client.getInputStream());
			DataInputStream replies = new DataInputStream(server.getInputStream());
			while (true) {
				byte[] request = message(requests);
				if (isCommand(request, "find") && this.findsToPass.getAndDecrement() <= 0) {
					return;
				}
				Fault fault = isCommand(request, "insert") ? nextFault() : null;
				byte[] reply = exchange(request, fault, server, replies);
				if (reply == null) {
					return;
				}
				client.getOutputStream().write(reply);
			}
		}
		catch (IOException | InterruptedException ex) {
			// A broken connection is what this class is for.
			this.sockets.remove(client);
		}
	}

	private Fault nextFault() {
		this.inserts.incrementAndGet();
		Fault planned = this.plan.poll();
		return (planned != null) ? planned : new Fault.None();
	}

	private static byte @Nullable [] exchange(byte[] request, @Nullable Fault fault, Socket server,
			DataInputStream replies) throws IOException, InterruptedException {
		if (fault instanceof Fault.CutBefore) {
			return null;
		}
		if (fault instanceof Fault.Held(CountDownLatch reached, CountDownLatch release)) {
			reached.countDown();
			release.await();
		}
		byte[] forwarded = (fault instanceof Fault.CutWithin(int documents)) ? truncated(request, documents) : request;
		server.getOutputStream().write(forwarded);
		byte[] reply = message(replies);
		return switch (fault) {
			case Fault.CutAfter _, Fault.CutWithin _ -> null;
			case Fault.Silence _ -> message(replies);
			case Fault.NoMajority _ -> withoutMajority(reply);
			case null, default -> reply;
		};
	}

	private static byte[] message(DataInputStream in) throws IOException {
		int length = Integer.reverseBytes(in.readInt());
		byte[] message = new byte[length];
		ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
		in.readFully(message, 4, length - 4);
		return message;
	}

	private static boolean isCommand(byte[] message, String command) {
		// header, flags, section kind 0, document length, type of the first element, its
		// name
		int name = HEADER + 4 + 1 + 4 + 1;
		return new String(message, name, command.length() + 1, StandardCharsets.US_ASCII).equals(command + "\0");
	}

	/**
	 * The insert with the first documents of its sequence (section kind 1) alone.
	 */
	private static byte[] truncated(byte[] request, int documents) throws EOFException {
		ByteBuffer in = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
		int section = HEADER + 4;
		while (request[section] == 0) {
			section += 1 + in.getInt(section + 1);
			if (section >= request.length) {
				throw new EOFException("no document sequence");
			}
		}
		int end = section + 1 + 4 + "documents\0".length();
		for (int i = 0; i < documents; i++) {
			end += in.getInt(end);
		}
		ByteBuffer out = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
		out.put(request, 0, end).putInt(0, end).putInt(section + 1, end - section - 1);
		return out.array();
	}

	private static byte[] withoutMajority(byte[] reply) {
		int body = HEADER + 4 + 1;
		BsonDocument document = new BsonDocumentCodec().decode(
				new BsonBinaryReader(
						ByteBuffer.wrap(reply, body, reply.length - body).slice().order(ByteOrder.LITTLE_ENDIAN)),
				DecoderContext.builder().build());
		document.append("writeConcernError",
				new BsonDocument("code", new BsonInt32(64)).append("codeName", new BsonString("WriteConcernFailed"))
					.append("errmsg", new BsonString("waiting for replication timed out")));
		BasicOutputBuffer out = new BasicOutputBuffer();
		new BsonDocumentCodec().encode(new BsonBinaryWriter(out), document, EncoderContext.builder().build());
		byte[] bytes = out.toByteArray();
		ByteBuffer changed = ByteBuffer.allocate(body + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
		changed.put(reply, 0, body).put(bytes).putInt(0, body + bytes.length);
		return changed.array();
	}

}
