/**
 * The connection to MongoDB: its settings, circuit breakers, and what confirms that the
 * primary has everything that was acknowledged.
 */
@NullMarked
package dev.letterbox.messageservice.message.store.connection;

import org.jspecify.annotations.NullMarked;
