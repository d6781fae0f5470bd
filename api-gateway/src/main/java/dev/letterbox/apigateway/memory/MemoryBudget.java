package dev.letterbox.apigateway.memory;

import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * The bytes of bodies that may be in memory, of requests and of responses together. Each
 * request is limited by itself, but only a common limit keeps many of them from filling
 * the memory. A part is kept for small requests, which are most, so that large ones that
 * arrive slowly do not stop them.
 */
@Component
public class MemoryBudget {

	private final long limit;

	private final long largeLimit;

	private final long small;

	private final AtomicLong reserved;

	MemoryBudget(MemorySettings settings, MeterRegistry registry) {
		this.limit = settings.budget().toBytes();
		this.largeLimit = this.limit - settings.reserve().toBytes();
		this.small = settings.small().toBytes();
		this.reserved = new AtomicLong();
		registry.gauge("letterbox.gateway.memory.reserved", this.reserved);
	}

	/**
	 * Returns a reservation of no bytes, which has to be released when its request ends.
	 */
	public Reservation open() {
		return new Reservation(this);
	}

	private boolean reserve(long held, long more) {
		long allowed = (held + more <= this.small) ? this.limit : this.largeLimit;
		long before = this.reserved.get();
		while (before + more <= allowed && !this.reserved.compareAndSet(before, before + more)) {
			before = this.reserved.get();
		}
		return before + more <= allowed;
	}

	private void reserveBeyond(long bytes) {
		this.reserved.addAndGet(bytes);
	}

	private void release(long bytes) {
		this.reserved.addAndGet(-bytes);
	}

	/**
	 * What one request has reserved of the budget. Used on the event loop of the request
	 * only.
	 */
	public static final class Reservation {

		private final MemoryBudget budget;

		private long bytes;

		private boolean released;

		Reservation(MemoryBudget budget) {
			this.budget = budget;
		}

		/**
		 * Reserves more bytes, before they are read.
		 * @return whether the budget has them
		 */
		public boolean add(long more) {
			if (this.released || !this.budget.reserve(this.bytes, more)) {
				return false;
			}
			this.bytes += more;
			return true;
		}

		/**
		 * Reserves more bytes, also beyond the budget: for what has to be passed on,
		 * because it says that something was done.
		 */
		public void addBeyond(long more) {
			if (!this.released) {
				this.budget.reserveBeyond(more);
				this.bytes += more;
			}
		}

		/**
		 * Releases all bytes, for good.
		 */
		public void release() {
			this.released = true;
			if (this.bytes > 0) {
				this.budget.release(this.bytes);
				this.bytes = 0;
			}
		}

	}

}
