package dev.letterbox.apigateway.client;

import java.time.Duration;

/**
 * Timeouts and limits of the client.
 *
 * @param connectTimeout the time for opening one connection
 * @param readTimeout how long a replica may be silent within a reply while the reply is
 * wanted
 * @param idleTimeout how long an unused connection is kept; it must be shorter than the
 * time after which a replica closes it
 * @param bufferedBytes the largest content of a reply that is received completely before
 * it is handed over
 */
public record ReplicaClientSettings(Duration connectTimeout, Duration readTimeout, Duration idleTimeout,
		int bufferedBytes) {

}
