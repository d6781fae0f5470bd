package dev.letterbox.embeddedstore.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.BsonCodec;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.EncodedDocuments;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a query, returned in batches of at most about 1 MiB, or another size.
 */
public final class FindCursor extends AbstractCursor implements Iterator<Document> {

	private static final long BATCH_BYTES = 1L << 20;

	private final QueryPlan plan;

	private final IndexScan scan;

	private final List<Bytes> sorted;

	private final @Nullable UnaryOperator<Document> projection;

	private final Deque<Document> ahead = new ArrayDeque<>();

	/**
	 * Opens a cursor.
	 * @param scan the scan whose matches are returned as they are found; a finished one
	 * if the matches were sorted
	 * @param sorted the sorted matches, in reverse order
	 * @param projection what is returned of a match, or null for the whole document
	 */
	public FindCursor(long id, QueryPlan plan, IndexScan scan, List<Bytes> sorted,
			@Nullable UnaryOperator<Document> projection) {
		super(id);
		this.plan = plan;
		this.scan = scan;
		this.sorted = sorted;
		this.projection = projection;
	}

	public QueryPlan plan() {
		return this.plan;
	}

	public IndexScan scan() {
		return this.scan;
	}

	@Override
	public synchronized boolean isEmpty() {
		return this.scan.isDone() && this.sorted.isEmpty();
	}

	@Override
	public EncodedDocuments takeDocuments(int numberToReturn) {
		return takeDocuments(numberToReturn, BATCH_BYTES);
	}

	/**
	 * Returns the next batch.
	 * @param numberToReturn the largest number of documents, 0 for any
	 * @param limit the size in bytes at which it takes no further document
	 */
	public synchronized EncodedDocuments takeDocuments(int numberToReturn, long limit) {
		long count = (numberToReturn > 0) ? numberToReturn : Long.MAX_VALUE;
		List<Bytes> documents = new ArrayList<>();
		if (!this.scan.isDone()) {
			this.scan.step(count, limit).forEach((found) -> documents.add(projected(found)));
			return new EncodedDocuments(documents);
		}
		long bytes = 0;
		while (!this.sorted.isEmpty() && documents.size() < count && bytes < limit) {
			Match next = new Match(this.sorted.removeLast());
			bytes += next.bson().length();
			documents.add(projected(next));
		}
		return new EncodedDocuments(documents);
	}

	private Bytes projected(Match match) {
		return (this.projection != null) ? BsonCodec.encode(this.projection.apply(match.document())) : match.bson();
	}

	@Override
	public boolean hasNext() {
		while (this.ahead.isEmpty() && !isEmpty()) {
			this.ahead.addAll(takeDocuments(1000));
		}
		return !this.ahead.isEmpty();
	}

	@Override
	public Document next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.ahead.removeFirst();
	}

}
