package dev.letterbox.messageservice.message.store.connection;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.UpdateOptions;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import org.bson.BsonInvalidOperationException;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;

/**
 * Permits reads only while their primary is known to have all acknowledged writes, as the
 * leader lease of Raft does (Ongaro, "Consensus: Bridging Theory and Practice", 6.4.1).
 * <p>
 * Read concern {@code majority} does not suffice for that. A new primary may lag behind
 * what its predecessor acknowledged until a write of its own term is committed. A deposed
 * primary that can still be reached answers from old snapshots. So this replica writes a
 * heartbeat with write concern {@code majority} once per interval. A primary that refuses
 * to write, for instance since its disk is full, confirms itself by a linearizable read
 * instead, for which a majority has to acknowledge it as well. A read is refused unless
 * the primary that the driver sees acknowledged such a write, and unless the last one
 * began within the lease. A lease below the election timeout of the replica set (10 s by
 * default) ends before another primary can acknowledge a write that this one does not
 * have.
 * <p>
 * Behind routers of a sharded cluster elections cannot be seen; there only the time
 * counts.
 */
@Component
public final class PrimaryLease {

	static final String COLLECTION = "heartbeats";

	private static final Bson HEARTBEAT = eq("_id", "primary");

	private static final Logger log = LoggerFactory.getLogger(PrimaryLease.class);

	private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

	private final MongoClient client;

	private final MongoOperations mongo;

	private final PrimaryChanges changes;

	private final LeaseSettings settings;

	private final Thread heart;

	private volatile @Nullable Confirmation last;

	private volatile boolean failing;

	private volatile boolean closed;

	public PrimaryLease(MongoClient client, MongoOperations mongo, PrimaryChanges changes, LeaseSettings settings,
			MeterRegistry registry) {
		this.client = client;
		this.mongo = mongo;
		this.changes = changes;
		this.settings = settings;
		Gauge.builder("letterbox.primary.confirmed", this, (it) -> (it.held() != null) ? 1 : 0).register(registry);
		this.heart = Thread.ofVirtual().name("primary-lease").start(this::run);
	}

	/**
	 * Runs a query whose answer must contain everything that was acknowledged before.
	 * Waits for a pending confirmation, for a limited time.
	 * @throws StoreUnavailableException if the primary is not confirmed, or was replaced
	 * while the query ran
	 */
	public <T> T read(Supplier<T> query) {
		Confirmation before = await();
		T found = query.get();
		// The query may have been answered by a primary elected meanwhile.
		if (!isCurrent(before)) {
			throw unconfirmed();
		}
		return found;
	}

	/**
	 * Whether no heartbeat was acknowledged within the lease although they were tried.
	 */
	public boolean isLapsed() {
		return this.failing && held() == null;
	}

	@PreDestroy
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.heart);
	}

	private Confirmation await() {
		Confirmation held = held();
		return (held != null) ? held : awaitNext();
	}

	private synchronized Confirmation awaitNext() {
		long deadline = System.nanoTime() + this.settings.maxWait().toNanos();
		Confirmation held = held();
		while (held == null) {
			long left = deadline - System.nanoTime();
			if (this.failing || left <= 0) {
				throw unconfirmed();
			}
			LockSupport.unpark(this.heart);
			try {
				// At least a millisecond: 0 would mean without end.
				wait(1 + left / 1_000_000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw unconfirmed();
			}
			held = held();
		}
		return held;
	}

	private @Nullable Confirmation held() {
		Confirmation confirmation = this.last;
		boolean inTime = confirmation != null
				&& System.nanoTime() - confirmation.begun() < this.settings.duration().toNanos();
		return (confirmation != null && inTime && isCurrent(confirmation)) ? confirmation : null;
	}

	private boolean isCurrent(Confirmation confirmation) {
		return confirmation.primary().equals(primary()) && confirmation.changes() == this.changes.count();
	}

	private @Nullable Primary primary() {
		// Unlike the driver's events, this is up to date when an operation selects its
		// server.
		return Primary.of(this.client.getClusterDescription());
	}

	private void run() {
		while (!this.closed) {
			long begun = System.nanoTime();
			boolean confirmed = beat(begun);
			Duration pause = confirmed ? this.settings.interval() : RETRY_PAUSE;
			LockSupport.parkNanos(begun + pause.toNanos() - System.nanoTime());
		}
	}

	/**
	 * Confirms the primary by a heartbeat; true if that succeeds.
	 */
	private boolean beat(long begun) {
		Primary primary = primary();
		long changesBefore = this.changes.count();
		try {
			write();
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
			return false;
		}
		Confirmation confirmation = (primary != null) ? new Confirmation(primary, changesBefore, begun) : null;
		// The driver may have retried the write on another primary.
		boolean confirmed = confirmation != null && isCurrent(confirmation);
		succeeded(confirmed ? confirmation : this.last);
		return confirmed;
	}

	private void write() {
		try {
			update();
		}
		catch (BsonInvalidOperationException ex) {
			// FerretDB's reply lacks the count where another replica inserts the document
			// at the same moment.
			update();
		}
		catch (MongoException ex) {
			if (!WriteRefusal.isRefusal(ex.getCode())) {
				throw ex;
			}
			// A majority acknowledges that it follows this primary before it answers.
			this.mongo.getCollection(COLLECTION)
				.withReadConcern(ReadConcern.LINEARIZABLE)
				.withReadPreference(ReadPreference.primary())
				.find(HEARTBEAT)
				.first();
		}
	}

	private void update() {
		this.mongo.getCollection(COLLECTION)
			.withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
			.updateOne(HEARTBEAT, inc("count", 1L), new UpdateOptions().upsert(true));
	}

	private synchronized void succeeded(@Nullable Confirmation confirmation) {
		if (this.failing) {
			log.info("the primary acknowledges writes again");
		}
		this.last = confirmation;
		this.failing = false;
		notifyAll();
	}

	private synchronized void failed(Throwable cause) {
		if (!this.failing && !this.closed) {
			log.warn("the primary does not acknowledge a write: {}", cause.getMessage());
		}
		this.failing = true;
		notifyAll();
	}

	private StoreUnavailableException unconfirmed() {
		return new StoreUnavailableException((primary() != null) ? Reason.PRIMARY_UNCONFIRMED : Reason.STORE_FAILED,
				null);
	}

	/**
	 * A heartbeat that a majority acknowledged.
	 *
	 * @param primary the primary that took it
	 * @param changes how many changes of primary had been reported
	 * @param begun when the write began, as {@link System#nanoTime()} tells it
	 */
	private record Confirmation(Primary primary, long changes, long begun) {

	}

}
