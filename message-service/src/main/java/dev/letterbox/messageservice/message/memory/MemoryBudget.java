package dev.letterbox.messageservice.message.memory;

import java.util.concurrent.atomic.AtomicLong;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * The bytes of request bodies that are being read and of pages that are being written,
 * together: each is limited by itself, but many of them would fill the heap. A part is
 * kept for small ones, so that large ones that move slowly do not stop them.
 */
@Component
public class MemoryBudget {

	private final long limit;

	private final long largeLimit;

	private final long small;

	private final AtomicLong reserved = new AtomicLong();

	public MemoryBudget(MemorySettings settings, MeterRegistry registry) {
		this.limit = settings.budget().toBytes();
		this.largeLimit = this.limit - settings.reserve().toBytes();
		this.small = settings.small().toBytes();
		registry.gauge("letterbox.memory.reserved", this.reserved);
	}

	/**
	 * A reservation of no bytes, which must be closed.
	 */
	public Reservation open() {
		return new Reservation(this);
	}

	private void reserve(long held, long more) {
		long allowed = (held + more <= this.small) ? this.limit : this.largeLimit;
		if (this.reserved.addAndGet(more) > allowed) {
			this.reserved.addAndGet(-more);
			throw new StoreUnavailableException(Reason.MEMORY, null);
		}
	}

	/**
	 * What one request has reserved of the budget. Used by one thread.
	 */
	public static final class Reservation implements AutoCloseable {

		private final MemoryBudget budget;

		private long bytes;

		private Reservation(MemoryBudget budget) {
			this.budget = budget;
		}

		/**
		 * Reserves more bytes.
		 * @throws StoreUnavailableException if the budget does not have them
		 */
		public void add(long more) {
			this.budget.reserve(this.bytes, more);
			this.bytes += more;
		}

		/**
		 * Releases all bytes.
		 */
		@Override
		public void close() {
			if (this.bytes > 0) {
				this.budget.reserved.addAndGet(-this.bytes);
				this.bytes = 0;
			}
		}

	}

}
