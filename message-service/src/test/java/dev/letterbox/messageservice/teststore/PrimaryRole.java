package dev.letterbox.messageservice.teststore;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How the store behind a {@link FaultyWire} answers, as a primary of a replica set in one
 * of the states that matter. An old snapshot is played with the replies that the same
 * queries got earlier.
 */
public class PrimaryRole {

	/** A store that is not changed. */
	public static final PrimaryRole THE_STORES_OWN = new PrimaryRole(new Snapshot(), null, State.LEADS);

	private static final WireMessage SILENCE = new WireMessage();

	private static final Set<String> WRITES = Set.of("insert", "update");

	private final Snapshot snapshot;

	private final @Nullable ObjectId term;

	private final CountDownLatch written = new CountDownLatch(1);

	private volatile State state;

	private PrimaryRole(Snapshot snapshot, @Nullable ObjectId term, State state) {
		this.snapshot = snapshot;
		this.term = term;
		this.state = state;
	}

	/**
	 * A primary that leads its set.
	 */
	public static PrimaryRole leading() {
		return new PrimaryRole(new Snapshot(), new ObjectId(), State.LEADS);
	}

	/**
	 * The same primary, cut off from the majority: it does not know that it is deposed,
	 * answers queries from what it had, and no write is ever acknowledged.
	 */
	public PrimaryRole deposed() {
		return new PrimaryRole(this.snapshot, this.term, State.DEPOSED);
	}

	/**
	 * A new primary that lags behind what its predecessor acknowledged, until its first
	 * write is committed; none is before {@link #commit()}.
	 */
	public PrimaryRole elected() {
		return new PrimaryRole(this.snapshot, new ObjectId(), State.LAGS);
	}

	/**
	 * Ends the lag: writes are carried out and acknowledged.
	 */
	public void commit() {
		this.state = State.LEADS;
	}

	/**
	 * Returns once a write has reached it.
	 */
	public void awaitWrite() throws InterruptedException {
		this.written.await();
	}

	/**
	 * Whether it is answered only when a majority has acknowledged the primary.
	 */
	private static boolean isLinearizable(WireMessage request) {
		BsonDocument concern = request.document().getDocument("readConcern", new BsonDocument());
		return new BsonString("linearizable").equals(concern.get("level"));
	}

	static boolean isWrite(WireMessage request) {
		return WRITES.contains(request.command());
	}

	/**
	 * What is replied without asking the store, empty for no reply at all; null where it
	 * is asked.
	 */
	@Nullable WireMessage instead(WireMessage request) {
		if (this.state == State.LEADS) {
			return null;
		}
		if (isWrite(request)) {
			this.written.countDown();
			return SILENCE;
		}
		if (!request.isCommand("find")) {
			return null;
		}
		return isLinearizable(request) ? SILENCE : this.snapshot.reply(request);
	}

	/**
	 * What is replied where the store was asked.
	 */
	WireMessage reply(@Nullable WireMessage request, WireMessage reply) {
		if (this.term == null) {
			return reply;
		}
		if (request != null && request.isCommand("find")) {
			this.snapshot.remember(request, reply);
		}
		BsonDocument document = reply.document();
		boolean greeting = document.containsKey("maxWireVersion");
		return greeting ? reply.with(asPrimary(document, this.term)) : reply;
	}

	private static BsonDocument asPrimary(BsonDocument hello, ObjectId term) {
		BsonString me = new BsonString("127.0.0.1:27017");
		hello.remove("topologyVersion");
		return hello.append("setName", new BsonString("set"))
			.append("setVersion", new BsonInt32(1))
			.append("hosts", new BsonArray(List.of(me)))
			.append("me", me)
			.append("primary", me)
			.append("isWritablePrimary", BsonBoolean.TRUE)
			.append("ismaster", BsonBoolean.TRUE)
			.append("secondary", BsonBoolean.FALSE)
			.append("electionId", new BsonObjectId(term));
	}

	private enum State {

		LEADS, DEPOSED, LAGS

	}

	/**
	 * The last reply to each query.
	 */
	private static final class Snapshot {

		private final Map<BsonDocument, WireMessage> replies = new ConcurrentHashMap<>();

		void remember(WireMessage request, WireMessage reply) {
			this.replies.put(query(request), reply);
		}

		WireMessage reply(WireMessage request) {
			WireMessage remembered = this.replies.get(query(request));
			if (remembered == null) {
				throw new IllegalStateException("this query was not made before: " + query(request));
			}
			return remembered.inResponseTo(request.id());
		}

		private static BsonDocument query(WireMessage request) {
			BsonDocument command = request.document();
			command.keySet().retainAll(Set.of("find", "filter", "sort", "limit"));
			return command;
		}

	}

}
