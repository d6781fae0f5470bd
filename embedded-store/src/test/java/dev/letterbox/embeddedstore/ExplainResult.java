package dev.letterbox.embeddedstore;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The cost of a query, from {@code explain}.
 *
 * @param index the scanned index, or the stage if there is none
 * @param direction the direction of the scan
 * @param keys the number of keys examined
 * @param documents the number of documents examined
 */
record ExplainResult(String index, String direction, long keys, long documents) {

	static ExplainResult of(MongoCollection<Document> collection, Bson filter, Bson sort, int limit) {
		Document explained = collection.find(filter).sort(sort).limit(limit).explain(ExplainVerbosity.EXECUTION_STATS);
		Document plan = explained.get("queryPlanner", Document.class).get("winningPlan", Document.class);
		Document scan = plan.get("inputStage", plan);
		Document stats = explained.get("executionStats", Document.class);
		return new ExplainResult(scan.get("indexName", plan.getString("stage")), scan.get("direction", ""),
				stats.get("totalKeysExamined", Number.class).longValue(),
				stats.get("totalDocsExamined", Number.class).longValue());
	}

}
