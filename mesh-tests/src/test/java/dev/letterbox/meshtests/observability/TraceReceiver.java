package dev.letterbox.meshtests.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Receives traces over OTLP/HTTP with protobuf, as a collector does, and keeps their
 * spans.
 */
public final class TraceReceiver implements AutoCloseable {

	private static final int LENGTH_DELIMITED = 2;

	private final List<Span> spans = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	public TraceReceiver() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/v1/traces", this::take);
		this.server.start();
	}

	/** Where to send traces. */
	public String address() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1/traces";
	}

	List<Span> spans() {
		return this.spans;
	}

	/** Whether a request contained this text. */
	boolean saw(String text) {
		return this.requests.stream().anyMatch((request) -> request.contains(text));
	}

	public void forget() {
		this.spans.clear();
		this.requests.clear();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private void take(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] request = exchange.getRequestBody().readAllBytes();
			this.requests.add(new String(request, StandardCharsets.ISO_8859_1));
			for (byte[] resourceSpans : fields(request, 1)) {
				String service = service(resourceSpans);
				for (byte[] scopeSpans : fields(resourceSpans, 2)) {
					fields(scopeSpans, 2).forEach((span) -> this.spans.add(Span.of(service, span)));
				}
			}
			exchange.sendResponseHeaders(200, -1);
		}
	}

	/** The attribute {@code service.name} of the resource that made the spans. */
	private static String service(byte[] resourceSpans) {
		return fields(resourceSpans, 1).stream()
			.flatMap((resource) -> fields(resource, 1).stream())
			.filter((attribute) -> text(attribute, 1).equals("service.name"))
			.flatMap((attribute) -> fields(attribute, 2).stream())
			.map((value) -> text(value, 1))
			.findFirst()
			.orElse("");
	}

	private static String text(byte[] message, int number) {
		List<byte[]> fields = fields(message, number);
		return fields.isEmpty() ? "" : new String(fields.getFirst(), StandardCharsets.UTF_8);
	}

	/** The length-delimited fields of a protobuf message that have this number. */
	private static List<byte[]> fields(byte[] message, int number) {
		List<byte[]> found = new ArrayList<>();
		ByteBuffer in = ByteBuffer.wrap(message);
		while (in.hasRemaining()) {
			long key = varint(in);
			switch ((int) (key & 7)) {
				case 0 -> varint(in);
				case 1 -> in.getLong();
				case LENGTH_DELIMITED -> {
					byte[] value = new byte[(int) varint(in)];
					in.get(value);
					if (key >>> 3 == number) {
						found.add(value);
					}
				}
				case 5 -> in.getInt();
				default -> throw new IllegalArgumentException("Not protobuf");
			}
		}
		return found;
	}

	private static long varint(ByteBuffer in) {
		long value = 0;
		for (int shift = 0;; shift += 7) {
			byte next = in.get();
			value |= (long) (next & 0x7f) << shift;
			if (next >= 0) {
				return value;
			}
		}
	}

	/**
	 * A span of a trace.
	 *
	 * @param service the service that recorded it
	 * @param trace the trace's id
	 * @param id its own
	 * @param parent the span it is part of; empty for the first
	 * @param name the operation
	 */
	record Span(String service, String trace, String id, String parent, String name) {

		private static Span of(String service, byte[] span) {
			return new Span(service, hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5));
		}

		private static String hex(byte[] span, int number) {
			List<byte[]> fields = fields(span, number);
			return fields.isEmpty() ? "" : HexFormat.of().formatHex(fields.getFirst());
		}

	}

}
