/**
 * Forwards requests to replicas of the message service: retries, deadlines and the
 * circuit breaker.
 */
@NullMarked
package dev.letterbox.apigateway.forwarding;

import org.jspecify.annotations.NullMarked;
