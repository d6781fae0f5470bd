package dev.letterbox.apigateway.forwarding;

import java.util.List;

import dev.letterbox.apigateway.observability.RequestId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

import org.springframework.util.StringUtils;

/**
 * Which headers pass the gateway: end-to-end headers, unchanged. Hop-by-hop headers (RFC
 * 9110, 7.6.1) do not, and neither does what a client claims about proxies before the
 * gateway.
 */
public final class ForwardedHeaders {

	/**
	 * How many milliseconds a replica has for its response. The gateway sets it for each
	 * attempt; a client's own is removed.
	 */
	static final AsciiString REQUEST_TIMEOUT = AsciiString.cached("request-timeout-ms");

	private static final List<AsciiString> HOP_BY_HOP = List.of(HttpHeaderNames.CONNECTION,
			AsciiString.cached("keep-alive"), HttpHeaderNames.PROXY_AUTHENTICATE, HttpHeaderNames.PROXY_AUTHORIZATION,
			AsciiString.cached("proxy-connection"), HttpHeaderNames.TE, HttpHeaderNames.TRAILER,
			HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.UPGRADE);

	private static final List<AsciiString> NOT_FOR_REPLICAS = List.of(HttpHeaderNames.EXPECT,
			HttpHeaderNames.CONTENT_LENGTH, REQUEST_TIMEOUT, AsciiString.cached("forwarded"),
			AsciiString.cached("x-forwarded-for"), AsciiString.cached("x-forwarded-host"),
			AsciiString.cached("x-forwarded-port"), AsciiString.cached("x-forwarded-prefix"),
			AsciiString.cached("x-forwarded-proto"));

	private static final AsciiString REQUEST_ID = AsciiString.cached(RequestId.HEADER);

	private ForwardedHeaders() {
	}

	/**
	 * Returns the headers of a request for a replica.
	 * @param id the request id
	 * @param hasBody whether the length of the body is declared
	 */
	public static HttpHeaders ofRequest(HttpHeaders client, String id, boolean hasBody, int bodyLength) {
		HttpHeaders headers = client.copy();
		removeHopByHop(headers);
		NOT_FOR_REPLICAS.forEach(headers::remove);
		// Connection can name any header as hop-by-hop, also these, which are therefore
		// set afterwards.
		if (hasBody) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bodyLength));
		}
		headers.set(REQUEST_ID, id);
		return headers;
	}

	/**
	 * Removes the hop-by-hop headers.
	 */
	static void removeHopByHop(HttpHeaders headers) {
		for (String connection : headers.getAll(HttpHeaderNames.CONNECTION)) {
			if (!HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection)
					&& !HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(connection)) {
				for (String name : StringUtils.tokenizeToStringArray(connection, ",")) {
					headers.remove(name);
				}
			}
		}
		for (AsciiString name : HOP_BY_HOP) {
			headers.remove(name);
		}
	}

}
