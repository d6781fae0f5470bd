/**
 * Requests that wait at a replica: which they are, how many there are, and for how long
 * they may wait.
 */
@NullMarked
package dev.letterbox.apigateway.waiting;

import org.jspecify.annotations.NullMarked;
