/**
 * The main class behind the script {@code ./run}: executes one command line.
 */
@NullMarked
package dev.letterbox.launcher.cli;

import org.jspecify.annotations.NullMarked;
