/**
 * What one machine needs to run the whole mesh without Docker: the embedded store and the
 * supervisor behind {@code ./run}.
 */
@NullMarked
package dev.letterbox.standalone;

import org.jspecify.annotations.NullMarked;
