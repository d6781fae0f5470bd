package dev.letterbox.embeddedstore.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;

/**
 * Sorts in memory if no index has the requested order, by the same encoded keys as an
 * index. With a limit it holds few more matches than the limit, without one all matches.
 */
public final class Sorter {

	private static final int UNDEFINED = 15;

	private static final int STEP = 1000;

	private static final long STEP_BYTES = 4L << 20;

	private final Document order;

	public Sorter(Document order) {
		this.order = order;
	}

	/**
	 * Returns the matches of a scan as BSON, in reverse order.
	 */
	public List<Bytes> sort(IndexScan scan, int skip, int limit) {
		int wanted = (limit > 0) ? Math.addExact(skip, limit) : Integer.MAX_VALUE;
		List<Item> items = new ArrayList<>();
		while (!scan.isDone()) {
			scan.step(STEP, STEP_BYTES).forEach((found) -> items.add(new Item(key(found.document()), found.bson())));
			if (scan.isDone() || items.size() - STEP > wanted) {
				items.sort(Comparator.comparing(Item::key));
				items.subList(Math.min(wanted, items.size()), items.size()).clear();
			}
		}
		List<Bytes> sorted = new ArrayList<>();
		for (int i = items.size() - 1; i >= skip; i--) {
			sorted.add(items.get(i).bson());
		}
		return sorted;
	}

	private Bytes key(Document document) {
		KeyEncoder key = new KeyEncoder();
		for (String field : this.order.keySet()) {
			boolean ascending = this.order.get(field) instanceof Number number && number.doubleValue() > 0;
			Object value = Utils.getSubdocumentValueCollectionAware(document, field);
			if (value instanceof Collection<?> array) {
				key.raw(array(array, ascending));
			}
			else {
				key.value(value, ascending);
			}
		}
		return key.toBytes();
	}

	// An array sorts by its smallest element, in descending order by its largest.
	private static Bytes array(Collection<?> array, boolean ascending) {
		return array.stream()
			.map((element) -> new KeyEncoder().value(element, ascending).toBytes())
			.min(Comparator.naturalOrder())
			.orElse(new KeyEncoder().int8(ascending ? UNDEFINED : ~UNDEFINED).toBytes());
	}

	private record Item(Bytes key, Bytes bson) {
	}

}
