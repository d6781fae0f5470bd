package dev.letterbox.meshtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A gateway that answers as the mesh does, but for one change in what pulls give. */
final class TamperingProxy implements AutoCloseable {

	private static final List<String> REQUEST_HEADERS = List.of("Content-Type", "Prefer", "Idempotency-Key");

	private static final List<String> REPLY_HEADERS = List.of("Content-Type", "Link", "Idempotency-Replayed");

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final Client mesh;

	private final UnaryOperator<String> change;

	TamperingProxy(URI gateway, UnaryOperator<String> change) {
		this.mesh = new Client(gateway);
		this.change = change;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::pass);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.close();
	}

	private void pass(HttpExchange exchange) throws IOException {
		try (exchange) {
			List<String> headers = new ArrayList<>();
			for (String name : REQUEST_HEADERS) {
				String value = exchange.getRequestHeaders().getFirst(name);
				if (value != null) {
					headers.addAll(List.of(name, value));
				}
			}
			Reply reply = this.mesh.exchange(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestBody().readAllBytes(), headers.toArray(new String[0]));
			for (String name : REPLY_HEADERS) {
				reply.header(name).ifPresent((value) -> exchange.getResponseHeaders().set(name, value));
			}
			boolean pull = exchange.getRequestURI().getPath().equals("/api/pull");
			byte[] body = (pull ? this.change.apply(reply.text()) : reply.text()).getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(reply.status(), (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
	}

}
