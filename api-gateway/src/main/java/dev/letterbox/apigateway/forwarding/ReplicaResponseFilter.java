package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.client.ReplicaReply;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes a replica's reply to the client: as one message if it is completely in memory,
 * otherwise as a stream. Replaces Spring Cloud Gateway's filter of the same purpose.
 */
@Component
class ReplicaResponseFilter implements GlobalFilter, Ordered {

	/** Outside of the circuit breaker, which does not wait for slow clients. */
	static final int ORDER = -1;

	/** The attribute with the reply. */
	static final String REPLY = ReplicaReply.class.getName();

	private final ForwardingObservation observation;

	ReplicaResponseFilter(ForwardingObservation observation) {
		this.observation = observation;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		return chain.filter(exchange).then(Mono.defer(() -> {
			@Nullable ReplicaReply reply = exchange.getAttribute(REPLY);
			return (reply != null) ? write(exchange, reply) : requireResponse(exchange);
		}));
	}

	/**
	 * Fails if neither a reply was received nor a problem written, which would otherwise
	 * be answered with an empty 200.
	 */
	private static Mono<Void> requireResponse(ServerWebExchange exchange) {
		return exchange.getResponse().isCommitted() ? Mono.empty()
				: Mono.error(new IllegalStateException("The replica gave no response"));
	}

	private Mono<Void> write(ServerWebExchange exchange, ReplicaReply reply) {
		ServerHttpResponse response = exchange.getResponse();
		response.setRawStatusCode(reply.status().code());
		HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
		HttpHeaders headers = reply.headers();
		ForwardedHeaders.removeHopByHop(headers);
		if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
			// The default of the server.
			server.responseHeaders().remove(HttpHeaderNames.TRANSFER_ENCODING);
		}
		server.responseHeaders().add(headers);
		this.observation.end(exchange);
		@Nullable ByteBuf content = reply.takeContent();
		if (content == null) {
			Flux<DataBuffer> parts = reply.stream().map((part) -> wrap(response, part));
			return response.writeWith(parts).doFinally((signal) -> reply.discard());
		}
		if (!content.isReadable() || HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
			content.release();
			return response.setComplete();
		}
		return response.writeWith(Mono.just(wrap(response, content)));
	}

	private static DataBuffer wrap(ServerHttpResponse response, ByteBuf content) {
		return ((NettyDataBufferFactory) response.bufferFactory()).wrap(content);
	}

}
