/**
 * Request ids, metrics, the access log and what traces contain.
 */
@NullMarked
package dev.letterbox.apigateway.observability;

import org.jspecify.annotations.NullMarked;
