package dev.letterbox.messageservice.message.memory;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * The memory of reads from the store that are in progress. How large the messages are is
 * not known before, so that a read counts as if all of them were of the largest size; it
 * takes so much for milliseconds only. Reads wait for each other in their order.
 */
@Component
public class ReadBudget {

	private final int size;

	private final long maxWaitNanos;

	private final Semaphore free;

	public ReadBudget(MemorySettings settings, MeterRegistry registry) {
		this.size = Math.toIntExact(settings.reads().toBytes() / settings.largestMessage().toBytes());
		this.maxWaitNanos = settings.maxWait().toNanos();
		this.free = new Semaphore(this.size, true);
		Gauge
			.builder("letterbox.memory.reads", this.free,
					(free) -> (double) (this.size - free.availablePermits()) * settings.largestMessage().toBytes())
			.register(registry);
	}

	/**
	 * How many messages one read may ask for.
	 */
	public int mostMessages() {
		return this.size;
	}

	/**
	 * Begins a read of up to {@link #mostMessages()}, which must be closed.
	 * @throws StoreUnavailableException if others do not end in time
	 */
	public Reading begin(int messages) {
		try {
			if (!this.free.tryAcquire(messages, this.maxWaitNanos, TimeUnit.NANOSECONDS)) {
				throw new StoreUnavailableException(Reason.MEMORY, null);
			}
			return () -> this.free.release(messages);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(Reason.STORE_FAILED, ex);
		}
	}

	/**
	 * A read in progress.
	 */
	@FunctionalInterface
	public interface Reading extends AutoCloseable {

		@Override
		void close();

	}

}
