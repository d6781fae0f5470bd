/**
 * The clients' connections: request lines, framing, timeouts and limits.
 */
@NullMarked
package dev.letterbox.apigateway.connection;

import org.jspecify.annotations.NullMarked;
