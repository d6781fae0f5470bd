package dev.letterbox.embeddedstore;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;

import static dev.letterbox.embeddedstore.TestStore.message;

/**
 * Measures the store through the driver, both in one process: documents per second at
 * several batch sizes, the time of a pull at the end of a short and of a long chat, and
 * the processor time of the store's threads, without those of RocksDB. Medians of five
 * runs. Run it with {@code mvn -pl embedded-store test-compile exec:java
 * -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.letterbox.embeddedstore.StoreBenchmark}.
 */
public final class StoreBenchmark {

	private static final int WRITERS = 4;

	private static final int RUNS = 5;

	private static final int PULLS = 500;

	private static final String TEXT = "x".repeat(200);

	private StoreBenchmark() {
	}

	/**
	 * Runs in the given folder, or in a new temporary folder, which is not deleted.
	 */
	public static void main(String[] args) throws Exception {
		Path folder = (args.length > 0) ? Path.of(args[0]) : temporary();
		try (TestStore store = new TestStore(folder)) {
			MongoCollection<Document> messages = store.messages();
			for (int batch : new int[] { 1, 64, 512 }) {
				System.out.printf("insert, %d writers, batches of %d: %,d documents/s%n", WRITERS, batch,
						median(writes(messages, batch)));
			}
			for (int length : new int[] { 1_000, 1_000_000 }) {
				String chat = "chat of " + length;
				for (int i = 0; i < length; i += 500) {
					messages.insertMany(batch(chat, i, 500));
				}
				System.out.printf("pull of 10 at the end of %,d messages: %,d us, newest first %,d us%n", length,
						median(() -> pull(messages, chat, length - 10, true)),
						median(() -> pull(messages, chat, length - 10, false)));
				System.out.printf("processor time of the store for such a pull: %,d us%n",
						median(() -> processorTime(() -> pull(messages, chat, length - 10, true)) / PULLS / 1000));
			}
		}
	}

	private static LongSupplier writes(MongoCollection<Document> messages, int batch) {
		return () -> {
			int batches = (batch == 1) ? 1_000 : 20_000 / batch;
			long run = System.nanoTime();
			List<Callable<Long>> writers = new ArrayList<>();
			for (int writer = 0; writer < WRITERS; writer++) {
				String chat = run + ":" + writer;
				writers.add(() -> {
					for (int i = 0; i < batches; i++) {
						messages.insertMany(batch(chat, i * batch, batch));
					}
					return (long) batches * batch;
				});
			}
			long documents = 0;
			try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
				for (Future<Long> written : pool.invokeAll(writers)) {
					documents += written.get();
				}
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			return documents * 1_000_000_000 / (System.nanoTime() - run);
		};
	}

	private static long pull(MongoCollection<Document> messages, String chat, int from, boolean forward) {
		long start = System.nanoTime();
		for (int i = 0; i < PULLS; i++) {
			int found = messages.find(Filters.and(Filters.eq("chat", chat), Filters.gte("position", from)))
				.sort(forward ? Sorts.ascending("position") : Sorts.descending("position"))
				.limit(10)
				.into(new ArrayList<>())
				.size();
			if (found != 10) {
				throw new IllegalStateException("Found " + found);
			}
		}
		return (System.nanoTime() - start) / PULLS / 1000;
	}

	private static long processorTime(Runnable work) {
		long before = processorTime();
		work.run();
		return processorTime() - before;
	}

	private static long processorTime() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long nanos = 0;
		for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
			if (thread != null && (thread.getThreadName().startsWith("store-")
					|| thread.getThreadName().startsWith("multiThreadIoEventLoopGroup"))) {
				nanos += threads.getThreadCpuTime(thread.getThreadId());
			}
		}
		return nanos;
	}

	private static List<Document> batch(String chat, int first, int size) {
		return IntStream.range(first, first + size)
			.mapToObj((position) -> message(chat, position).append("text", TEXT))
			.toList();
	}

	private static long median(LongSupplier measured) {
		List<Long> runs = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			runs.add(measured.getAsLong());
		}
		Collections.sort(runs);
		return runs.get(RUNS / 2);
	}

	private static Path temporary() throws IOException {
		return Files.createTempDirectory("letterbox-benchmark");
	}

}
