/**
 * Indexes and the keys they give a document.
 */
@NullMarked
package dev.letterbox.embeddedstore.index;

import org.jspecify.annotations.NullMarked;
