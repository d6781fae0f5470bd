/**
 * What {@code ./run} is made of: it starts, watches, scales and stops every process of a
 * mesh on one machine.
 */
@NullMarked
package dev.letterbox.launcher;

import org.jspecify.annotations.NullMarked;
