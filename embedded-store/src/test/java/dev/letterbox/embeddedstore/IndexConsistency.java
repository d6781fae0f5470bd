package dev.letterbox.embeddedstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that every index contains each document of the collection exactly once, in
 * order.
 */
final class IndexConsistency {

	private IndexConsistency() {
	}

	static void assertOn(MongoCollection<Document> messages) {
		List<Document> documents = messages.find().into(new ArrayList<>());
		Set<Document> once = new HashSet<>(documents);
		assertThat(once).hasSameSizeAs(documents);
		assertThat(messages.estimatedDocumentCount()).isEqualTo(documents.size());
		for (List<String> index : List.of(List.of("chat", "position"), List.of("chat", "send_time", "position"))) {
			assertThat(ExplainResult.of(messages, new Document(), Sorts.ascending(index), 1).index())
				.isEqualTo(String.join("_1_", index) + "_1");
			Collection<Document> scanned = messages.find().sort(Sorts.ascending(index)).into(new ArrayList<>());
			assertThat(scanned).hasSameSizeAs(documents);
			assertThat(once.containsAll(scanned)).as("documents scanned with %s", index).isTrue();
		}
	}

}
