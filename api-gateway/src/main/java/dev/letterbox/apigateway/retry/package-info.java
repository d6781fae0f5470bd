/**
 * How often requests may be sent to another replica, and why they were.
 */
@NullMarked
package dev.letterbox.apigateway.retry;

import org.jspecify.annotations.NullMarked;
