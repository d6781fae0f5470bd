package dev.letterbox.apigateway;

import java.util.BitSet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;

/**
 * Looks at requests as they come off the wire, for what the framework would not tell.
 * <p>
 * A target that is no URI would be answered before any filter, with a bare 400; so it
 * goes on as its path and an empty fragment, which no valid target has, for the front
 * door to refuse. And a body whose framing breaks off would look like one that ends
 * there; so the connection remembers that it did.
 */
@Component
@Sharable
class RequestLineHandler extends ChannelInboundHandlerAdapter implements NettyServerCustomizer {

	private static final AttributeKey<Boolean> MALFORMED = AttributeKey.valueOf(RequestLineHandler.class, "malformed");

	private static final BitSet PATH = characters("-._~!$&'()*+,;=:@/");

	private static final BitSet QUERY = characters("-._~!$&'()*+,;=:@/?[]");

	@Override
	public HttpServer apply(HttpServer server) {
		return server.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
			.addAfter(NettyPipeline.HttpCodec, "letterbox.requestLine", this));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
			context.channel().attr(MALFORMED).set(Boolean.TRUE);
		}
		else if (message instanceof HttpRequest request) {
			request.setUri(checked(request.uri()));
		}
		super.channelRead(context, message);
	}

	/**
	 * Whether what came over the connection of a request is not HTTP any more.
	 */
	static boolean isMalformed(ServerHttpRequest request) {
		return channel(request).attr(MALFORMED).get() != null;
	}

	/**
	 * Returns the connection that a request came over.
	 */
	static Channel channel(ServerHttpRequest request) {
		Connection connection = ServerHttpRequestDecorator.getNativeRequest(request);
		return connection.channel();
	}

	/**
	 * Returns the target in origin form (RFC 9112, 3.2.1) where it is valid, and else one
	 * that ends in an empty fragment.
	 */
	static String checked(String target) {
		int start = pathStart(target);
		if (start < 0) {
			return "/#";
		}
		int query = target.indexOf('?', start);
		int pathEnd = (query < 0) ? target.length() : query;
		if (!allowed(target, start, pathEnd, PATH)) {
			return "/#";
		}
		if (query >= 0 && !allowed(target, query + 1, target.length(), QUERY)) {
			return target.substring(start, pathEnd) + "#";
		}
		return (start == 0) ? target : target.substring(start);
	}

	private static int pathStart(String target) {
		if (target.startsWith("/")) {
			return 0;
		}
		// The absolute form is for proxies, but a server has to take it (RFC 9112,
		// 3.2.2).
		boolean absolute = target.regionMatches(true, 0, "http://", 0, 7)
				|| target.regionMatches(true, 0, "https://", 0, 8);
		return absolute ? target.indexOf('/', target.indexOf("//") + 2) : -1;
	}

	private static boolean allowed(String target, int from, int to, BitSet characters) {
		for (int i = from; i < to; i++) {
			char c = target.charAt(i);
			if (c == '%') {
				if (i + 2 >= to || Character.digit(target.charAt(i + 1), 16) < 0
						|| Character.digit(target.charAt(i + 2), 16) < 0) {
					return false;
				}
				i += 2;
			}
			else if (!characters.get(c)) {
				return false;
			}
		}
		return true;
	}

	private static BitSet characters(String others) {
		BitSet characters = new BitSet(128);
		characters.set('a', 'z' + 1);
		characters.set('A', 'Z' + 1);
		characters.set('0', '9' + 1);
		others.chars().forEach(characters::set);
		return characters;
	}

}
