package dev.letterbox.apigateway.connection;

import java.util.BitSet;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;

/**
 * Marks malformed requests for {@link ClientConnection} and the admission filter, which
 * report them as problems.
 * <p>
 * A request target that is not a URI would be answered with a bare 400 before any filter.
 * It is replaced by its path with an empty fragment, which no valid target has. A body
 * with malformed framing would look complete at the point of the error, so the connection
 * is marked.
 */
@Component
@Sharable
class RequestLineHandler extends ChannelInboundHandlerAdapter implements NettyServerCustomizer {

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
			ClientConnection.markMalformed(context.channel());
		}
		else if (message instanceof HttpRequest request) {
			request.setUri(checked(request.uri()));
		}
		super.channelRead(context, message);
	}

	/**
	 * Returns a valid target in origin form (RFC 9112, 3.2.1), and for an invalid one a
	 * path with an empty fragment.
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
		// Servers must accept the absolute form, which proxies are sent (RFC 9112,
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
