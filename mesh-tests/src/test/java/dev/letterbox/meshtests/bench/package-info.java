/**
 * The benchmarks that {@code mesh-tests/bench} starts.
 */
@NullMarked
package dev.letterbox.meshtests.bench;

import org.jspecify.annotations.NullMarked;
