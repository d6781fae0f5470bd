/**
 * Writes the gateway's own error responses as problem details (RFC 9457).
 */
@NullMarked
package dev.letterbox.apigateway.problems;

import org.jspecify.annotations.NullMarked;
