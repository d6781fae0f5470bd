/**
 * The supervisor of a running mesh, and how the commands of other {@code ./run} calls
 * reach it.
 */
@NullMarked
package dev.letterbox.launcher.control;

import org.jspecify.annotations.NullMarked;
