package dev.letterbox.launcher.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.letterbox.launcher.options.Refusal;

/**
 * What a mesh is asked while it is trained: the ordinary requests of several clients, so
 * that the profiles in the caches are those of real use.
 */
final class TrainingRequests {

	private static final int CLIENTS = 4;

	private static final int ROUNDS = 250;

	private static final Duration BOUND = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.proxy(HttpClient.Builder.NO_PROXY)
		.connectTimeout(BOUND)
		.build();

	private final String gateway;

	TrainingRequests(String gateway) {
		this.gateway = gateway;
	}

	/** Sends all of them; a mesh that loses a message is no model. */
	void send() throws InterruptedException {
		try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
			List<Future<?>> all = new ArrayList<>();
			for (int number = 0; number < CLIENTS; number++) {
				String peer = "trainer" + number;
				all.add(clients.submit(() -> {
					converse(peer);
					return null;
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
			String last = get("/api/pull?chat=trainer0:peer&reverse=true&limit=1").body();
			if (!last.contains("\"hello " + (ROUNDS - 1) + "\"")) {
				throw Refusal.failed("The training run lost a message: " + last);
			}
		}
		catch (java.util.concurrent.ExecutionException | IOException ex) {
			throw Refusal.failed("The training run failed: " + ex.getMessage());
		}
	}

	private void converse(String peer) throws IOException, InterruptedException {
		String chat = peer + ":peer";
		get("/ping");
		for (int round = 0; round < ROUNDS; round++) {
			String body = "{\"chat\":\"%s\",\"sender\":\"peer\",\"text\":\"hello %d\"}".formatted(chat, round);
			post(body, "User-Agent", "training");
			get("/api/pull?chat=" + chat + "&cursor=" + Math.max(0, round - 5));
			get("/api/pull?chat=peer:" + peer + "&reverse=true");
			if (round % 5 == 0) {
				post(body, "Idempotency-Key", "key " + round, "Prefer", "return=representation");
			}
		}
		post("{\"chat\":\"a\"}", "User-Agent", "training");
		get("/nowhere");
	}

	private void post(String body, String... headers) throws IOException, InterruptedException {
		send(HttpRequest.newBuilder(URI.create(this.gateway + "/api/send"))
			.header("Content-Type", "application/json")
			.headers(headers)
			.POST(BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> get(String target) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.gateway + target)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.timeout(BOUND).build(), BodyHandlers.ofString());
	}

}
