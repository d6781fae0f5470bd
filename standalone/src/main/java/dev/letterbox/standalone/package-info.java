/**
 * Placeholder.
 */
@NullMarked
package dev.letterbox.standalone;

import org.jspecify.annotations.NullMarked;
