/**
 * Decides which requests are forwarded: known paths and methods, with a complete body.
 */
@NullMarked
package dev.letterbox.apigateway.admission;

import org.jspecify.annotations.NullMarked;
