/**
 * What a user of {@code ./run} asks for: the command line and its environment, read and
 * checked, and how a request is refused.
 */
@NullMarked
package dev.letterbox.launcher.options;

import org.jspecify.annotations.NullMarked;
