package dev.letterbox.messageservice.message.page;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.MemoryBudget.Reservation;
import io.github.resilience4j.bulkhead.Bulkhead;

/**
 * The messages of a page that is too long to be held in memory as a whole. They are read
 * in pieces while the page is written. The page keeps its permit until it is closed, so
 * that none of its later reads can be refused by the bulkhead.
 */
class LongPage implements Iterable<EncodedMessage>, AutoCloseable {

	/** How many messages are read at once. */
	static final int PIECE = 64;

	private final MessageReader messages;

	private final Range range;

	private final Bulkhead readers;

	private final PullMetrics metrics;

	private final Reservation reserved;

	private final AtomicBoolean open = new AtomicBoolean(true);

	LongPage(MessageReader messages, Range range, Bulkhead readers, Reservation reserved, PullMetrics metrics) {
		this.messages = messages;
		this.range = range;
		this.readers = readers;
		this.reserved = reserved;
		this.metrics = metrics;
	}

	@Override
	public Iterator<EncodedMessage> iterator() {
		return LongStream.iterate(0, (done) -> done < this.range.count(), (done) -> done + PIECE)
			.mapToObj(this::piece)
			.flatMap(List::stream)
			.iterator();
	}

	@Override
	public void close() {
		if (this.open.compareAndSet(true, false)) {
			this.reserved.close();
			this.readers.onComplete();
		}
	}

	/**
	 * The messages before these have been written.
	 */
	private List<EncodedMessage> piece(long done) {
		try {
			this.reserved.close();
			List<EncodedMessage> piece = this.messages.read(this.range.part(done, PIECE));
			this.reserved.add(EncodedMessage.weight(piece));
			if (done + PIECE >= this.range.count()) {
				this.metrics.pulled();
			}
			return piece;
		}
		catch (StoreUnavailableException ex) {
			this.metrics.notPulled();
			throw ex;
		}
	}

}
