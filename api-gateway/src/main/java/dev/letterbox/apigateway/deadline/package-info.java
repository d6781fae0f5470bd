/**
 * Deadlines of many requests with one timer for each event loop.
 */
@NullMarked
package dev.letterbox.apigateway.deadline;

import org.jspecify.annotations.NullMarked;
