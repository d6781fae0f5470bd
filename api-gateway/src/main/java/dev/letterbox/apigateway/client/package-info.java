/**
 * A small HTTP/1.1 client for replicas, which runs on the event loop of the client's
 * connection.
 */
@NullMarked
package dev.letterbox.apigateway.client;

import org.jspecify.annotations.NullMarked;
