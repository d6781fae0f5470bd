/**
 * The main class behind the script {@code ./run}: carries out one command line.
 */
@NullMarked
package dev.letterbox.launcher.cli;

import org.jspecify.annotations.NullMarked;
