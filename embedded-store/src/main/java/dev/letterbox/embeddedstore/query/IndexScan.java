package dev.letterbox.embeddedstore.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.index.EntryValue;
import dev.letterbox.embeddedstore.index.StoredIndex;
import dev.letterbox.embeddedstore.storage.StorageReader;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/**
 * Scans the index of a plan and returns the documents that match a filter, in steps. The
 * filter is not asked where the plan is exact. Between two steps it holds no resources,
 * only the last key.
 */
public final class IndexScan {

	private final StorageReader reader;

	private final QueryPlan plan;

	private final Predicate<Document> filter;

	private final List<KeyRange> ranges;

	/** Whether a document may have keys in several of the ranges. */
	private final boolean repeats;

	private int range;

	private @Nullable Bytes resume;

	private long skip;

	private long left;

	private boolean done;

	private long keysExamined;

	private long documentsExamined;

	/**
	 * Creates a scan; it reads nothing yet.
	 * @param skip the number of matches to skip
	 * @param limit the maximum number of matches, or 0 for all
	 */
	public IndexScan(StorageReader reader, QueryPlan plan, Predicate<Document> filter, long skip, long limit) {
		this.reader = reader;
		this.plan = plan;
		this.filter = filter;
		this.ranges = plan.backwards() ? plan.ranges().reversed() : plan.ranges();
		this.repeats = plan.ranges().size() > 1 && plan.index().entry().multikey();
		this.skip = skip;
		this.left = (limit > 0) ? limit : Long.MAX_VALUE;
	}

	public boolean isDone() {
		return this.done;
	}

	public long keysExamined() {
		return this.keysExamined;
	}

	public long documentsExamined() {
		return this.documentsExamined;
	}

	/**
	 * Continues the scan until it has this many matches or at least this many bytes.
	 */
	public List<Match> step(long count, long bytes) {
		List<Match> matches = new ArrayList<>();
		Budget budget = new Budget(count, bytes);
		try (RocksIterator iterator = this.reader.iterator()) {
			while (!this.done && this.range < this.ranges.size()) {
				KeyRange current = this.ranges.get(this.range);
				boolean finished = current.point() ? lookUp(current, matches, budget)
						: scan(current, iterator, matches, budget);
				if (!finished) {
					return matches;
				}
				this.range++;
				this.resume = null;
			}
		}
		this.done = true;
		return matches;
	}

	private boolean lookUp(KeyRange point, List<Match> matches, Budget budget) {
		if (budget.isFull()) {
			return false;
		}
		Bytes value = this.reader.get(point.lower());
		this.keysExamined++;
		if (value != null) {
			this.resume = point.lower();
			visit(value, matches, budget);
		}
		return true;
	}

	// Returns whether the range is finished.
	private boolean scan(KeyRange range, RocksIterator iterator, List<Match> matches, Budget budget) {
		for (seek(range, iterator); isWithin(range, iterator) && !this.done; step(iterator)) {
			if (budget.isFull()) {
				return false;
			}
			this.resume = new Bytes(iterator.key());
			this.keysExamined++;
			visit(new Bytes(iterator.value()), matches, budget);
		}
		this.reader.check(iterator);
		return true;
	}

	private void seek(KeyRange range, RocksIterator iterator) {
		Bytes start = this.resume;
		if (start == null) {
			start = this.plan.backwards() ? range.upper() : range.lower();
		}
		if (this.plan.backwards()) {
			iterator.seekForPrev(start.array());
		}
		else {
			iterator.seek(start.array());
		}
		boolean seen = this.plan.backwards() || this.resume != null;
		if (seen && iterator.isValid() && Arrays.equals(iterator.key(), start.array())) {
			step(iterator);
		}
	}

	private void step(RocksIterator iterator) {
		if (this.plan.backwards()) {
			iterator.prev();
		}
		else {
			iterator.next();
		}
	}

	private boolean isWithin(KeyRange range, RocksIterator iterator) {
		if (!iterator.isValid()) {
			return false;
		}
		byte[] key = iterator.key();
		return this.plan.backwards() ? Arrays.compareUnsigned(key, range.lower().array()) >= 0
				: Arrays.compareUnsigned(key, range.upper().array()) < 0;
	}

	private void visit(Bytes value, List<Match> matches, Budget budget) {
		Bytes bson = this.plan.index().isPrimary() ? value : EntryValue.document(value);
		boolean exact = this.plan.exact() && bson != null;
		if (bson == null) {
			// The document may have changed since the key was read.
			bson = this.reader.get(this.plan.index().documentKeys().key(value));
		}
		if (bson == null) {
			return; // deleted since the key was read
		}
		this.documentsExamined++;
		Match match = new Match(bson);
		if (!exact && (!this.filter.test(match.document()) || (this.repeats && isRepeated(match.document())))) {
			return;
		}
		if (this.skip > 0) {
			this.skip--;
			return;
		}
		matches.add(match);
		budget.take(bson.length());
		this.done = --this.left == 0;
	}

	/**
	 * Returns whether a document was found by an earlier one of its keys.
	 */
	private boolean isRepeated(Document document) {
		StoredIndex index = this.plan.index();
		Bytes recordId = index.documentKeys().recordId(document);
		return index.keyValues(document)
			.stream()
			.map((row) -> index.key(row, recordId))
			.anyMatch((key) -> key.compareTo(Objects.requireNonNull(this.resume)) < 0
					&& this.ranges.stream().anyMatch((range) -> range.contains(key)));
	}

	/**
	 * The number of matches and bytes that a step may still return.
	 */
	private static final class Budget {

		private long count;

		private long bytes;

		Budget(long count, long bytes) {
			this.count = count;
			this.bytes = bytes;
		}

		boolean isFull() {
			return this.count <= 0 || this.bytes <= 0;
		}

		void take(int size) {
			this.count--;
			this.bytes -= size;
		}

	}

}
