package dev.letterbox.meshtests.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Reply;

/**
 * A proxy in front of the gateway that injects faults: each of the first requests gets
 * one of the faults, in order; later requests are forwarded. It can also change the
 * answers to pulls.
 */
public final class FaultyProxy implements AutoCloseable {

	private static final List<String> FORWARDED = List.of("Content-Type", "Idempotency-Key", "Prefer");

	private static final List<String> RETURNED = List.of("Content-Type", "Link", "Idempotency-Replayed",
			"Preference-Applied");

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final Queue<Fault> due = new ConcurrentLinkedQueue<>();

	private final List<String> keys = new CopyOnWriteArrayList<>();

	private final Client gateway;

	private final UnaryOperator<String> change;

	private final HttpServer server;

	public FaultyProxy(Client gateway, Fault... faults) {
		this(gateway, UnaryOperator.identity(), faults);
	}

	public FaultyProxy(Client gateway, UnaryOperator<String> change, Fault... faults) {
		this.gateway = gateway;
		this.change = change;
		this.due.addAll(List.of(faults));
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	public URI address() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/** The number of faults not injected yet. */
	public int faultsDue() {
		return this.due.size();
	}

	/** The Idempotency-Key of every request that had one, in order. */
	public List<String> keys() {
		return this.keys;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")).ifPresent(this.keys::add);
			Fault fault = this.due.poll();
			if (fault == Fault.UNAVAILABLE) {
				exchange.getResponseHeaders().set("Retry-After", "1");
				answer(exchange, 503, "");
				return;
			}
			Reply reply = this.gateway.exchange(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					(body.length > 0) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody(),
					headersOf(exchange));
			if (fault != Fault.ANSWER_LOST) {
				RETURNED.forEach((name) -> reply.header(name)
					.ifPresent((value) -> exchange.getResponseHeaders().set(name, value)));
				boolean pull = exchange.getRequestURI().getPath().equals("/api/pull");
				answer(exchange, reply.status(), pull ? this.change.apply(reply.text()) : reply.text());
			}
		}
	}

	private static String[] headersOf(HttpExchange exchange) {
		return FORWARDED.stream()
			.filter(exchange.getRequestHeaders()::containsKey)
			.flatMap((name) -> List.of(name, exchange.getRequestHeaders().getFirst(name)).stream())
			.toArray(String[]::new);
	}

	private static void answer(HttpExchange exchange, int status, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(body);
		}
	}

	/** A fault to inject. */
	public enum Fault {

		/** The request is not forwarded and is answered 503. */
		UNAVAILABLE,
		/** The gateway answers, and the connection breaks before its answer arrives. */
		ANSWER_LOST

	}

}
