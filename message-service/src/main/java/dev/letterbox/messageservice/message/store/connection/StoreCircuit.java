package dev.letterbox.messageservice.message.store.connection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import dev.letterbox.messageservice.message.RequestDeadline;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The circuit breakers that all operations on the store pass: one for reads and one for
 * writes, since a store may read and yet accept no writes.
 */
@Component
public class StoreCircuit {

	/** The circuit breaker of all queries. */
	public static final String READS = "store-reads";

	/** The circuit breaker of all writes but the heartbeats. */
	public static final String WRITES = "store-writes";

	/**
	 * Timeouts are shortened in such steps, so that a few collections serve all requests:
	 * the driver builds a codec registry for each.
	 */
	private static final long TIMEOUT_STEP_MILLIS = 100;

	private final Map<Limited, MongoCollection<?>> limited = new ConcurrentHashMap<>();

	private final CircuitBreaker reads;

	private final CircuitBreaker writes;

	public StoreCircuit(CircuitBreakerRegistry breakers, StoreMetrics metrics) {
		this.reads = breakers.circuitBreaker(READS);
		this.writes = breakers.circuitBreaker(WRITES);
		metrics.watch(this.reads);
		metrics.watch(this.writes);
	}

	/**
	 * Runs a query, for at most the time that is left for the current request.
	 * @throws StoreUnavailableException if it failed, no time is left, or the circuit is
	 * open
	 */
	public <C, T> T read(MongoCollection<C> collection, Function<MongoCollection<C>, T> query) {
		MongoCollection<C> limited = withinDeadline(collection);
		return guarded(this.reads, () -> query.apply(limited));
	}

	/**
	 * Runs a write.
	 * @throws CallNotPermittedException if the circuit is open
	 */
	public <T> T write(Supplier<T> operation) {
		return through(this.writes, operation);
	}

	/**
	 * Runs a write whose failures of any kind mean the same to the caller.
	 * @throws StoreUnavailableException if it failed, or the circuit is open
	 */
	public <T> T guardedWrite(Supplier<T> operation) {
		return guarded(this.writes, operation);
	}

	private static <T> T guarded(CircuitBreaker breaker, Supplier<T> operation) {
		try {
			return through(breaker, operation);
		}
		catch (MongoException | DataAccessException | CallNotPermittedException ex) {
			boolean refused = ex instanceof MongoException failure && WriteRefusal.isRefusal(failure.getCode());
			throw new StoreUnavailableException(refused ? Reason.STORE_REFUSED : Reason.of(ex), ex);
		}
	}

	/**
	 * The breaker gives back the permit of a call that throws an exception, but not of
	 * one that throws an error.
	 */
	private static <T> T through(CircuitBreaker breaker, Supplier<T> operation) {
		return breaker.executeSupplier(() -> {
			try {
				return operation.get();
			}
			catch (Error ex) {
				throw new IllegalStateException("an operation on the store failed: " + ex, ex);
			}
		});
	}

	/**
	 * The collection with the time that is left for the current request as its timeout,
	 * if that is shorter.
	 */
	@SuppressWarnings("unchecked")
	private <C> MongoCollection<C> withinDeadline(MongoCollection<C> collection) {
		@Nullable Duration left = RequestDeadline.remaining();
		if (left == null) {
			return collection;
		}
		@Nullable Long timeout = collection.getTimeout(TimeUnit.MILLISECONDS);
		long millis = left.toMillis();
		if (timeout != null && timeout <= millis) {
			return collection;
		}
		if (millis < TIMEOUT_STEP_MILLIS || timeout == null) {
			// The driver takes 0 for no timeout.
			return collection.withTimeout(Math.max(1, millis), TimeUnit.MILLISECONDS);
		}
		return (MongoCollection<C>) this.limited.computeIfAbsent(
				new Limited(collection, millis - millis % TIMEOUT_STEP_MILLIS),
				(it) -> it.collection().withTimeout(it.millis(), TimeUnit.MILLISECONDS));
	}

	/**
	 * A collection and a timeout below its own.
	 */
	private record Limited(MongoCollection<?> collection, long millis) {
	}

}
