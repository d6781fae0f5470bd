package dev.letterbox.messageservice.teststore;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of the store that fails on request: it forwards MongoDB's messages in
 * both directions and applies the next planned fault to each insert of messages. Inserts
 * of chats have faults of their own.
 */
public class FaultyWire implements AutoCloseable {

	private static final BsonDocument FULL_DISK = new BsonDocument("ok", new BsonInt32(0))
		.append("code", new BsonInt32(14031))
		.append("codeName", new BsonString("OutOfDiskSpace"))
		.append("errmsg", new BsonString("No space left on device"));

	private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Queue<Fault> plan = new ConcurrentLinkedQueue<>();

	private final Queue<Fault> chatPlan = new ConcurrentLinkedQueue<>();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger inserts = new AtomicInteger();

	private final AtomicInteger chatInserts = new AtomicInteger();

	private final StoreAddress store;

	private final AtomicInteger findsToPass = new AtomicInteger(Integer.MAX_VALUE);

	private final AtomicLong hiddenFrom = new AtomicLong(Long.MAX_VALUE);

	private volatile PrimaryRole role = PrimaryRole.THE_STORES_OWN;

	private volatile Consumer<String> onCommand = (command) -> {
	};

	private volatile boolean indexesNamed = true;

	private volatile boolean refusing;

	private final AtomicInteger refused = new AtomicInteger();

	private volatile boolean frozen;

	private volatile boolean down;

	public FaultyWire(String storeUri) throws IOException {
		this.store = StoreAddress.of(storeUri);
		Thread.ofVirtual().start(this::accept);
	}

	/**
	 * What happens to one insert.
	 */
	public sealed interface Fault {

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

			public Held() {
				this(new CountDownLatch(1), new CountDownLatch(1));
			}

		}

	}

	public String uri() {
		return this.store.through(this.door.getLocalPort());
	}

	public void plan(Fault... faults) {
		this.plan.addAll(List.of(faults));
	}

	/**
	 * Plans the faults of inserts of chats.
	 */
	public void planForChats(Fault... faults) {
		this.chatPlan.addAll(List.of(faults));
	}

	/**
	 * Lets so many more queries pass, and breaks every connection that carries another.
	 */
	public void failAfterFinds(int count) {
		this.findsToPass.set(count);
	}

	/**
	 * Hides messages from a position on in the replies to queries for more than one
	 * message, as a primary does that has not got them yet.
	 */
	public void hideFrom(long position) {
		this.hiddenFrom.set(position);
	}

	/**
	 * Takes the index out of every E11000, as a server does that does not name it.
	 */
	public void hideIndexNames() {
		this.indexesNamed = false;
	}

	/**
	 * Calls a listener with the name of each command before it is forwarded. The command
	 * is held until the listener returns.
	 */
	public void onCommand(Consumer<String> listener) {
		this.onCommand = listener;
	}

	/**
	 * Answers every write with the error of a full disk, or forwards writes again.
	 */
	public void refuseWrites(boolean refuse) {
		this.refusing = refuse;
	}

	/**
	 * How many writes have been answered with that error.
	 */
	public int refused() {
		return this.refused.get();
	}

	/**
	 * Keeps every connection open, and forwards nothing more.
	 */
	public void freeze() {
		this.frozen = true;
	}

	/**
	 * Serves new connections again; those from before stay without an answer.
	 */
	public void thaw() {
		this.frozen = false;
	}

	/**
	 * How many inserts of messages have come.
	 */
	public int inserts() {
		return this.inserts.get();
	}

	/**
	 * How many inserts of chats have come.
	 */
	public int chatInserts() {
		return this.chatInserts.get();
	}

	/**
	 * The store behind this wire plays a primary in some state from now on. Connections
	 * that exist stay.
	 */
	public void play(PrimaryRole role) {
		this.role = role;
	}

	/**
	 * Breaks every connection and takes no further one until it is up again.
	 */
	public void down() throws IOException {
		this.down = true;
		cut();
	}

	public void up() {
		this.down = false;
	}

	/**
	 * Breaks every connection.
	 */
	public void cut() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
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
				else if (this.frozen) {
					this.sockets.add(client);
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

	private void serve(Socket client) {
		try (client; Socket server = this.store.connect()) {
			this.sockets.add(client);
			this.sockets.add(server);
			new Link(client, server).run();
		}
		catch (IOException | InterruptedException ex) {
			// A broken connection is what this class is for.
			this.sockets.remove(client);
		}
	}

	private Fault faultOf(WireMessage request) {
		if (!request.isCommand("insert")) {
			return new Fault.None();
		}
		boolean ofChats = request.document().getString("insert").getValue().equals("chats");
		(ofChats ? this.chatInserts : this.inserts).incrementAndGet();
		Fault planned = (ofChats ? this.chatPlan : this.plan).poll();
		return (planned != null) ? planned : new Fault.None();
	}

	/**
	 * One connection. Replies have a thread of their own: a server may send several to
	 * one request, as MongoDB does for the driver's monitor.
	 */
	private final class Link {

		private final Socket client;

		private final Socket server;

		private final Map<Integer, WireMessage> requests = new ConcurrentHashMap<>();

		private final Map<Integer, Fault> faults = new ConcurrentHashMap<>();

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void run() throws IOException, InterruptedException {
			Thread.ofVirtual().start(this::replies);
			DataInputStream in = new DataInputStream(this.client.getInputStream());
			boolean dead = false;
			while (true) {
				WireMessage request = WireMessage.read(in);
				FaultyWire.this.onCommand.accept(request.command());
				dead |= FaultyWire.this.frozen;
				if (dead) {
					continue;
				}
				if (request.isCommand("find") && FaultyWire.this.findsToPass.getAndDecrement() <= 0) {
					return;
				}
				if (FaultyWire.this.refusing && PrimaryRole.isWrite(request)) {
					FaultyWire.this.refused.incrementAndGet();
					answer(request.answered(FULL_DISK));
					continue;
				}
				Fault fault = faultOf(request);
				if (fault instanceof Fault.CutBefore) {
					return;
				}
				if (fault instanceof Fault.Held(CountDownLatch reached, CountDownLatch release)) {
					reached.countDown();
					release.await();
				}
				this.faults.put(request.id(), fault);
				this.requests.put(request.id(), request);
				WireMessage played = FaultyWire.this.role.instead(request);
				if (played == null) {
					forward((fault instanceof Fault.CutWithin(int documents)) ? request.truncated(documents) : request);
				}
				else if (played.bytes().length > 0) {
					answer(played);
				}
			}
		}

		private void forward(WireMessage request) throws IOException {
			this.server.getOutputStream().write(request.bytes());
		}

		private synchronized void answer(WireMessage reply) throws IOException {
			this.client.getOutputStream().write(reply.bytes());
		}

		private void replies() {
			try (this.client; this.server) {
				DataInputStream in = new DataInputStream(this.server.getInputStream());
				while (true) {
					WireMessage reply = WireMessage.read(in);
					Fault fault = this.faults.remove(reply.responseTo());
					WireMessage request = this.requests.remove(reply.responseTo());
					switch (fault) {
						case Fault.CutAfter _, Fault.CutWithin _ -> throw new EOFException("cut");
						case Fault.Silence _ -> {
						}
						case Fault.NoMajority _ -> answer(withoutMajority(reply));
						case null, default -> answer(
								FaultyWire.this.role.reply(request, withoutIndexNames(withoutHidden(request, reply))));
					}
				}
			}
			catch (IOException ex) {
				// Both ends are closed; nothing else is needed.
				FaultyWire.this.sockets.remove(this.client);
			}
		}

	}

	private WireMessage withoutHidden(@Nullable WireMessage request, WireMessage reply) {
		boolean forSeveral = request != null && request.isCommand("find")
				&& request.document().getNumber("limit").longValue() > 1;
		if (!forSeveral || this.hiddenFrom.get() == Long.MAX_VALUE) {
			return reply;
		}
		BsonDocument document = reply.document();
		document.getDocument("cursor")
			.getArray("firstBatch")
			.removeIf((message) -> message.asDocument().getNumber("position").longValue() >= this.hiddenFrom.get());
		return reply.with(document);
	}

	private WireMessage withoutIndexNames(WireMessage reply) {
		BsonDocument document = reply.document();
		if (this.indexesNamed || !document.containsKey("writeErrors")) {
			return reply;
		}
		for (BsonValue error : document.getArray("writeErrors")) {
			String text = error.asDocument().getString("errmsg").getValue();
			error.asDocument().append("errmsg", new BsonString(text.replaceFirst(" index: .*", "")));
		}
		return reply.with(document);
	}

	private static WireMessage withoutMajority(WireMessage reply) {
		BsonDocument document = reply.document();
		document.append("writeConcernError",
				new BsonDocument("code", new BsonInt32(64)).append("codeName", new BsonString("WriteConcernFailed"))
					.append("errmsg", new BsonString("waiting for replication timed out")));
		return reply.with(document);
	}

}
