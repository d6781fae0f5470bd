/**
 * The budget of memory for the bodies of requests and responses.
 */
@NullMarked
package dev.letterbox.apigateway.memory;

import org.jspecify.annotations.NullMarked;
