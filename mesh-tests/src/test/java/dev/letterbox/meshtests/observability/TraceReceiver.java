package dev.letterbox.meshtests.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;

/**
 * Receives traces over OTLP/HTTP with protobuf, as a collector does, and keeps their
 * spans.
 */
public final class TraceReceiver implements AutoCloseable {

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
			for (ResourceSpans resource : ExportTraceServiceRequest.parseFrom(request).getResourceSpansList()) {
				String service = service(resource);
				resource.getScopeSpansList()
					.forEach((scope) -> scope.getSpansList().forEach((span) -> this.spans.add(Span.of(service, span))));
			}
			exchange.sendResponseHeaders(200, -1);
		}
	}

	/** The attribute {@code service.name} of the resource that made the spans. */
	private static String service(ResourceSpans spans) {
		return spans.getResource()
			.getAttributesList()
			.stream()
			.filter((attribute) -> attribute.getKey().equals("service.name"))
			.map((attribute) -> attribute.getValue().getStringValue())
			.findFirst()
			.orElse("");
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

		private static Span of(String service, io.opentelemetry.proto.trace.v1.Span span) {
			return new Span(service, hex(span.getTraceId()), hex(span.getSpanId()), hex(span.getParentSpanId()),
					span.getName());
		}

		private static String hex(ByteString id) {
			return HexFormat.of().formatHex(id.toByteArray());
		}

	}

}
