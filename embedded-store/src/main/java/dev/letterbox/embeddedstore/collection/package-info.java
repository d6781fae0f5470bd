/**
 * A collection: its documents, its indexes, and the writes that keep both in step.
 */
@NullMarked
package dev.letterbox.embeddedstore.collection;

import org.jspecify.annotations.NullMarked;
