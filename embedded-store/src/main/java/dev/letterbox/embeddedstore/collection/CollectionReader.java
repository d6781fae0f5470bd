package dev.letterbox.embeddedstore.collection;

import java.util.ArrayList;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.query.FindCursor;
import dev.letterbox.embeddedstore.query.IndexScan;
import dev.letterbox.embeddedstore.query.QueryPlan;
import dev.letterbox.embeddedstore.query.Sorter;
import dev.letterbox.embeddedstore.storage.RocksStorage;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a collection. They do not wait for writes and see only data that is on disk.
 */
final class CollectionReader {

	private final RocksStorage storage;

	private final CollectionIndexes indexes;

	private final CursorRegistry cursors;

	private final BiPredicate<Document, Document> matcher;

	private final BinaryOperator<Document> projector;

	/**
	 * Creates a reader.
	 * @param matcher whether a document matches a query
	 * @param projector applies a projection to a document
	 */
	CollectionReader(RocksStorage storage, CollectionIndexes indexes, CursorRegistry cursors,
			BiPredicate<Document, Document> matcher, BinaryOperator<Document> projector) {
		this.storage = storage;
		this.indexes = indexes;
		this.cursors = cursors;
		this.matcher = matcher;
		this.projector = projector;
	}

	FindCursor find(Document query, @Nullable Document sort, int skip, int limit, @Nullable Document projection) {
		long id = this.cursors.generateCursorId();
		QueryPlan plan = plan(query, sort);
		UnaryOperator<Document> project = projection(projection);
		if (sort == null || plan.sorted()) {
			return new FindCursor(id, plan, scan(plan, query, skip, limit), new ArrayList<>(), project);
		}
		IndexScan scan = scan(plan, query, 0, 0);
		return new FindCursor(id, plan, scan, new Sorter(sort).sort(scan, skip, limit), project);
	}

	@Nullable FindCursor findInMemory(Document query, @Nullable Document sort, int skip, int limit,
			@Nullable Document projection) {
		QueryPlan plan = plan(query, sort);
		if (!plan.isShort(skip, limit)) {
			return null;
		}
		IndexScan scan = new IndexScan(this.storage.memoryReader(), plan, (_) -> true, skip, limit);
		return new FindCursor(this.cursors.generateCursorId(), plan, scan, new ArrayList<>(), projection(projection));
	}

	/**
	 * Returns a scan of the matches of a query, in any order.
	 */
	IndexScan scan(Document query, int limit) {
		return scan(plan(query, null), query, 0, limit);
	}

	private QueryPlan plan(Document query, @Nullable Document sort) {
		return QueryPlan.of(this.indexes.all(), query, sort);
	}

	private IndexScan scan(QueryPlan plan, Document query, long skip, long limit) {
		return new IndexScan(this.storage.reader(), plan, (document) -> this.matcher.test(document, query), skip,
				limit);
	}

	private @Nullable UnaryOperator<Document> projection(@Nullable Document projection) {
		return (projection != null && !projection.isEmpty()) ? (document) -> this.projector.apply(document, projection)
				: null;
	}

}
