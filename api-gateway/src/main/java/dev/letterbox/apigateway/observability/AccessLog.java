package dev.letterbox.apigateway.observability;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.server.ServerWebExchange;

/**
 * The access log: one line for each response, with method, path, status and time.
 */
public final class AccessLog {

	private static final Logger log = LoggerFactory.getLogger("letterbox.access");

	private AccessLog() {
	}

	/**
	 * Logs a response, if the access log is on.
	 * @param nanos the time since the request's head was read
	 */
	public static void write(ServerWebExchange exchange, int status, long nanos) {
		if (log.isInfoEnabled()) {
			RequestId.log(exchange, () -> log.info("{} {} {} {} us", exchange.getRequest().getMethod(),
					exchange.getRequest().getURI().getRawPath(), status, nanos / 1000));
		}
	}

}
