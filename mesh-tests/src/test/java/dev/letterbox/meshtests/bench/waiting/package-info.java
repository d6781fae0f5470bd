/**
 * Measures many receivers that wait for messages, beside the same receivers that poll.
 */
@NullMarked
package dev.letterbox.meshtests.bench.waiting;

import org.jspecify.annotations.NullMarked;
