package dev.letterbox.embeddedstore;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.letterbox.embeddedstore.TestStore.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class StoreServerIT {

	private static final int WRITERS = 4;

	@TempDir
	Path folder;

	@Test
	void keepsAcknowledgedWritesWhenKilledUnderLoad() throws Exception {
		Map<String, Long> acknowledged = new HashMap<>();
		for (int kill = 0; kill < 3; kill++) {
			Process server = start();
			acknowledged.putAll(writeUntilKilled(server, acknowledged));
			try (TestStore store = new TestStore(this.folder)) {
				MongoCollection<Document> messages = store.database().getCollection("messages");
				assertAllAreStored(messages, acknowledged);
				IndexConsistency.assertOn(messages);
			}
		}
		assertThat(acknowledged.values().stream().mapToLong(Long::longValue).sum()).isGreaterThan(1000);
	}

	@Test
	void aFailedDiskWriteIsNotAcknowledgedAndEndsTheProcess() throws Exception {
		Process server = start("sh", "-c", "ulimit -f 40960; exec \"$0\" \"$@\"");
		AtomicInteger stored = new AtomicInteger();
		try (MongoClient client = MongoClients.create(uri(server))) {
			MongoCollection<Document> messages = TestStore.messages(client);
			assertThatExceptionOfType(MongoException.class).isThrownBy(() -> {
				while (stored.get() < 1000) {
					messages.insertOne(noise(stored.get()));
					stored.incrementAndGet();
				}
			});
			assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(server.errorReader().lines())
				.anyMatch((line) -> line.startsWith("The store cannot write any more"));
		}
		finally {
			server.destroyForcibly().waitFor();
		}
		assertThat(server.exitValue()).isEqualTo(3);
		assertThat(stored.get()).isBetween(1, 999);
		try (TestStore store = new TestStore(this.folder)) {
			List<Long> positions = store.messages()
				.find()
				.sort(Sorts.ascending("position"))
				.map((document) -> document.getLong("position"))
				.into(new ArrayList<>());
			assertThat(positions.size()).isGreaterThanOrEqualTo(stored.get());
			IndexConsistency.assertOn(store.messages());
		}
	}

	@Test
	void refusesWritesOnAFullDiskAndReadsOn() throws Exception {
		try (TestStore store = new TestStore(this.folder)) {
			store.messages().insertOne(message("a:b", 0));
		}
		Process server = start(List.of(), List.of("--disk-reserve", "999999999"));
		try (MongoClient client = MongoClients.create(uri(server))) {
			MongoCollection<Document> messages = client.getDatabase("letterbox").getCollection("messages");
			assertThatExceptionOfType(MongoException.class).isThrownBy(() -> messages.insertOne(message("a:b", 1)))
				.withMessageContaining("The disk of " + this.folder + " is full")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(14031));
			assertThat(messages.find().first()).containsEntry("position", 0L);
			assertThat(server.isAlive()).isTrue();
		}
		finally {
			server.destroyForcibly().waitFor();
		}
	}

	@Test
	void servesManyLargeInsertsAndFindsWithLittleMemory() throws Exception {
		Process server = start();
		int clients = 16;
		String text = "x".repeat(192 << 10);
		try (MongoClient client = MongoClients.create(uri(server));
				ExecutorService threads = Executors.newFixedThreadPool(clients)) {
			MongoCollection<Document> messages = client.getDatabase("letterbox").getCollection("messages");
			List<Future<Integer>> running = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				String chat = "a:b" + i;
				running.add(threads.submit(() -> {
					messages.insertMany(IntStream.range(0, 64)
						.mapToObj((position) -> message(chat, position).append("text", text))
						.toList());
					return messages.find(Filters.eq("chat", chat)).limit(64).into(new ArrayList<>()).size();
				}));
			}
			for (Future<Integer> one : running) {
				assertThat(one.get()).isEqualTo(64);
			}
			assertThat(server.isAlive()).isTrue();
		}
		finally {
			server.destroyForcibly().waitFor();
		}
	}

	@Test
	void reportsAFolderInUseInOneSentence() throws Exception {
		try (TestStore store = new TestStore(this.folder)) {
			assertThat(store.messages().countDocuments()).isZero();
			Process second = start();
			assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(second.exitValue()).isEqualTo(1);
			assertThat(second.errorReader().lines().filter((line) -> !line.startsWith("WARNING:")))
				.containsExactly("The data folder " + this.folder + " is in use by another process.");
		}
	}

	@Test
	void stopsCleanlyOnSigterm() throws Exception {
		Process server = start();
		try (MongoClient client = MongoClients.create(uri(server))) {
			TestStore.messages(client).insertOne(message("a:b", 0));
			server.destroy();
			assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(server.exitValue()).isEqualTo(143);
		}
		try (TestStore store = new TestStore(this.folder)) {
			assertThat(store.messages().countDocuments()).isEqualTo(1);
		}
	}

	private Map<String, Long> writeUntilKilled(Process server, Map<String, Long> before) throws Exception {
		ConcurrentMap<String, Long> acknowledged = new ConcurrentHashMap<>(before);
		AtomicInteger batches = new AtomicInteger();
		try (MongoClient client = MongoClients.create(uri(server));
				ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
			MongoCollection<Document> messages = TestStore.messages(client);
			for (int i = 0; i < WRITERS; i++) {
				int writer = i;
				writers.execute(() -> write(messages, writer, acknowledged, batches));
			}
			await().atMost(60, TimeUnit.SECONDS).until(() -> batches.get() > 200);
			server.destroyForcibly().waitFor();
		}
		return acknowledged;
	}

	// Each writer has its own chats and continues at their end.
	private static void write(MongoCollection<Document> messages, int writer, Map<String, Long> acknowledged,
			AtomicInteger batches) {
		Random random = new Random(writer);
		try {
			Map<String, Long> next = new HashMap<>();
			while (true) {
				List<Document> batch = new ArrayList<>();
				String id = UUID.randomUUID().toString();
				int size = 1 + random.nextInt(64);
				for (int i = 0; i < size; i++) {
					String chat = writer + ":" + random.nextInt(5);
					long position = next.computeIfAbsent(chat,
							(name) -> messages.countDocuments(Filters.eq("chat", name)));
					batch.add(message(chat, position).append("batch", id).append("size", size));
					next.put(chat, position + 1);
				}
				messages.insertMany(batch);
				acknowledged.putAll(next);
				batches.incrementAndGet();
			}
		}
		catch (MongoException ex) {
			// expected: the server has been killed
		}
	}

	private static void assertAllAreStored(MongoCollection<Document> messages, Map<String, Long> acknowledged) {
		List<Document> documents = messages.find().into(new ArrayList<>());
		Map<String, List<Long>> positions = documents.stream()
			.collect(Collectors.groupingBy((document) -> document.getString("chat"),
					Collectors.mapping((document) -> document.getLong("position"), Collectors.toList())));
		acknowledged.forEach((chat, count) -> {
			List<Long> stored = positions.getOrDefault(chat, List.of());
			assertThat((long) stored.size()).as("messages of %s", chat).isGreaterThanOrEqualTo(count);
			assertThat(Collections.max(stored)).as("the last of %s", chat).isEqualTo(stored.size() - 1);
		});
		documents.stream()
			.collect(Collectors.groupingBy((document) -> document.getString("batch")))
			.forEach((batch, stored) -> assertThat(stored.size()).as("documents of the batch %s", batch)
				.isEqualTo(stored.getFirst().getInteger("size")));
	}

	// Random, so that it cannot be compressed.
	private static Document noise(int position) {
		byte[] noise = new byte[100_000];
		new Random(position).nextBytes(noise);
		return message("a:b", position).append("noise", noise);
	}

	private Process start(String... prefix) throws IOException {
		return start(List.of(prefix), List.of());
	}

	private Process start(List<String> prefix, List<String> options) throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
				StoreServer.class.getName(), "--data", this.folder.toString(), "--port", "0"));
		command.addAll(options);
		return new ProcessBuilder(command).start();
	}

	private static String uri(Process server) throws IOException {
		BufferedReader output = server.inputReader();
		String line = output.readLine();
		assertThat(line).contains("mongodb://");
		return line.substring(line.indexOf("mongodb://"));
	}

}
