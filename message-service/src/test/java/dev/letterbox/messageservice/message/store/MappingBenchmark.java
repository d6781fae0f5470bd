package dev.letterbox.messageservice.message.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.teststore.TestStore;
import org.bson.types.ObjectId;

import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Compares the driver with {@link MessageCodec} to the mapping of Spring Data: processor
 * time of the calling thread for an insert and for a find of ten messages. Run it from an
 * IDE, or with {@code mvn -pl message-service test-compile exec:java
 * -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.letterbox.messageservice.message.store.MappingBenchmark}.
 */
final class MappingBenchmark {

	private static final int PAGE = 10;

	private static final int ROUNDS = 8;

	private static final int OPERATIONS = 1_000;

	private static int pages;

	private MappingBenchmark() {
	}

	/**
	 * Prints a line for each round. The first rounds warm the JVM.
	 */
	public static void main(String[] args) throws InterruptedException {
		try (StoreConnection connection = StoreConnection.to(TestStore.uri()).withIndexes()) {
			MessageStore store = connection.store();
			MongoTemplate mongo = connection.mongo();
			for (int round = 0; round < ROUNDS; round++) {
				System.out.printf("insert of %d: codec %.0f us, mapped %.0f us; find: codec %.0f us, mapped %.0f us%n",
						PAGE, microseconds((i) -> store.insert(page("codec", i))),
						microseconds((i) -> mongo.insertAll(page("mapped", i).stream().map(Mapped::of).toList())),
						microseconds((i) -> store.range("codec:x", (long) i * PAGE, PAGE)),
						microseconds((i) -> mongo.find(query((long) i * PAGE), Mapped.class, "messages")));
				pages += OPERATIONS;
			}
		}
		System.exit(0);
	}

	private static double microseconds(IntConsumer operation) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long begun = threads.getCurrentThreadCpuTime();
		IntStream.range(pages, pages + OPERATIONS).forEach(operation);
		return (threads.getCurrentThreadCpuTime() - begun) / 1e3 / OPERATIONS;
	}

	private static List<Message> page(String member, int page) {
		return IntStream.range(page * PAGE, (page + 1) * PAGE)
			.mapToObj((position) -> new Message(new ObjectId(), member + ":x", position, "x",
					"A message of a usual length, as people write them. ".repeat(2), 1_700_000_000))
			.toList();
	}

	private static Query query(long from) {
		return new Query(Criteria.where("chat").is("mapped:x").and("position").gte(from)).with(Sort.by("position"))
			.limit(PAGE);
	}

	@Document("messages")
	record Mapped(@Id Object id, String chat, long position, String sender, String text,
			@Field("send_time") long sendTime) {

		static Mapped of(Message message) {
			return new Mapped(message.id(), message.chat(), message.position(), message.sender(), message.text(),
					message.sendTime());
		}

	}

}
